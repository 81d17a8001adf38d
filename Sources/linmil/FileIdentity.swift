internal import Glibc

/// Tells whether two names are those of one file.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// Looks at a file, through symbolic links; nil where there is none, or a stream that nothing can be lost in.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
