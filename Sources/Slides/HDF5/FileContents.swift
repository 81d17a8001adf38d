internal import Files

/// The size and the format of a file, which say what it is when it cannot be used.
struct FileContents {
    /// Bytes in the file.
    let byteCount: Int
    /// Whether another program holds the file locked for writing, as HDF5 does while it writes.
    let isBeingWritten: Bool
    private let format: FileFormat?

    init(path: String) throws(FileError) {
        let file = try InputFile(path: path)
        byteCount = file.byteCount
        isBeingWritten = file.isLockedForWriting
        format = FileFormat(of: try file.beginning(FileFormat.signatureLength))
    }

    /// Whether the file begins as an HDF5 file does.
    var isHDF5: Bool { format == .hdf5 }

    /// Says what the first bytes look like, as the end of a sentence about the file.
    var looksLike: String {
        if byteCount == 0 { return "it is empty" }
        return format.map { "it looks like \($0)" } ?? "its first bytes belong to no known kind of file"
    }
}
