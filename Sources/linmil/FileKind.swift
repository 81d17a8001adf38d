internal import Glibc
internal import Images
internal import LinMIL

/// What a file is, by its first bytes. What is neither HDF5 nor PNG is left to the checkpoint reader, which says what it
/// looks like.
enum FileKind {
    case hdf5
    case png
    case checkpoint

    /// Looks at the beginning of a file; one that cannot be opened is the checkpoint reader's to refuse.
    init(of path: String) throws {
        var bytes = [UInt8](repeating: 0, count: 8)
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        defer { if descriptor >= 0 { close(descriptor) } }
        let count = descriptor < 0 ? 0 : unsafe read(descriptor, &bytes, bytes.count)
        switch bytes.prefix(max(0, count)) {
        case [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]: self = .hdf5
        case [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]: self = .png
        default: self = .checkpoint
        }
    }
}
