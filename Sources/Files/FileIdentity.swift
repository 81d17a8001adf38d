internal import Glibc

/// Tells whether two paths lead to one file.
package struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let number: UInt64

    /// Looks at a regular file, through symbolic links; nil where there is none at this path.
    package init?(of path: String) {
        var status = stat()
        guard unsafe stat(path.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
