/// Why a file cannot be read or written. Each description is one sentence.
public enum FileError: Error, Equatable, Sendable {
    /// There is no file at this path.
    case missing(path: String)
    /// The path leads to a folder.
    case folder(path: String)
    /// The path leads to a pipe, a socket or a device.
    case notRegular(path: String)
    /// The operating system refuses to read the file.
    case unreadable(path: String, reason: String)
    /// Another program wrote to the file while it was read.
    case changed(path: String)
    /// A process that read the file crashed or made no progress. `reason` says which, and what to do.
    case endsReader(path: String, reason: String)
    /// The file is larger than any of its kind that is read.
    case tooLarge(path: String, byteCount: Int, limit: Int)
    /// The folder that is to hold the output does not exist.
    case folderMissing(path: String, folder: String)
    /// The operating system refuses to write the output.
    case unwritable(path: String, reason: String)
    /// The disk has no room for the output, or the user's quota is used up.
    case diskFull(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence(expecting: "a regular file") }

    /// Returns the sentence of a caller who knows what the file should hold.
    ///
    /// - Parameter expected: ends "expected ...", such as `a PNG or JPEG image`.
    package func sentence(expecting expected: String) -> String {
        switch self {
        case .missing(let path):
            "\(path): there is no such file, expected \(expected); check the path"
        case .folder(let path):
            "\(path): this is a folder, expected \(expected); give the file itself"
        case .notRegular(let path):
            "\(path): this is a pipe or a device, expected \(expected); give a file on a disk"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)), expected \(expected); check the file and its permissions"
        case .changed(let path):
            "\(path): changed while it was read, expected \(expected) that nobody writes to; run again when it is complete"
        case .endsReader(let path, let reason):
            "\(path): \(reason)"
        case .tooLarge(let path, let byteCount, let limit):
            "\(path): has \(byteCount) bytes, expected \(expected) of at most \(limit); check that it is the right file"
        case .folderMissing(let path, let folder):
            "\(path): cannot be written because \(folder) is not a folder; create the folder or choose another output"
        case .unwritable(let path, let reason):
            "\(path): cannot be written (\(reason)); choose another output or check the permissions of this one"
        case .diskFull(let path, let reason):
            "\(path): cannot be written (\(reason)); make room or choose another output"
        }
    }
}
