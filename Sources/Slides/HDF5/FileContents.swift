internal import Glibc

/// The first bytes of a file: enough to say what it is, when it is not what was hoped for.
struct FileContents {
    let byteCount: Int
    private let start: [UInt8]

    init(path: String) throws(SlideError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missingFile(path: path) }
            throw .unreadableFile(path: path, cause: Self.systemCause)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder(path: path) }
        // Opening a pipe would wait for a writer for ever.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableFile(path: path, cause: "it is a pipe or a device")
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadableFile(path: path, cause: Self.systemCause) }
        defer { close(descriptor) }
        var start = [UInt8](repeating: 0, count: 16)
        let count = unsafe start.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw .unreadableFile(path: path, cause: Self.systemCause) }
        self.byteCount = Int(status.st_size)
        self.start = Array(start.prefix(count))
    }

    /// The file begins as an HDF5 file does.
    var isHDF5: Bool { start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) }

    /// What the file is by its first bytes, in words that end a sentence about it.
    var looksLike: String {
        if start.isEmpty { return "it is empty" }
        let match = Self.signatures.first { start.starts(with: $0.bytes) }
        return match.map { "it looks like \($0.name)" } ?? "its first bytes are of no kind that we know"
    }

    private static let signatures: [(bytes: [UInt8], name: String)] = [
        (Array("PK\u{3}\u{4}".utf8), "a zip archive, as PyTorch's .pt files are"),
        ([0x80, 0x02], "a Python pickle, as older .pt files are"),
        ([0x80, 0x04], "a Python pickle"),
        ([0x89] + Array("PNG".utf8), "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ([0x1F, 0x8B], "a gzip archive: unpack it first"),
        (Array("II*\0".utf8), "a TIFF image or slide"),
        (Array("MM\0*".utf8), "a TIFF image or slide"),
        ([0x93] + Array("NUMPY".utf8), "a NumPy array"),
        (Array("CDF".utf8), "a netCDF file"),
        (Array("version https:/".utf8), "a Git LFS pointer: fetch the file itself"),
        (Array("{".utf8), "JSON text"),
        (Array("<".utf8), "HTML or XML text"),
    ]

    private static var systemCause: String {
        // strerror's text is valid until the next call on this thread, and is copied at once.
        guard let text = unsafe strerror(errno) else { return "the system gave no reason" }
        return unsafe String(cString: text)
    }
}
