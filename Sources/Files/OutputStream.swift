internal import Glibc
package import Synchronization

/// The open streams of this process that a path can name: `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`.
///
/// They are used as they are. Opening such a path again would fail for a socket, and start at the front of a regular file, over
/// what is there.
package enum OutputStream {
    /// The descriptor of standard error, which a program may have moved to hide what libraries print.
    package static let standardError = Atomic<Int32>(STDERR_FILENO)

    /// The descriptor that a path names; nil for any other path.
    package static func descriptor(_ path: String) -> Int32? {
        let number: Int32? =
            switch path {
            case "/dev/stdout": STDOUT_FILENO
            case "/dev/stderr": STDERR_FILENO
            default:
                ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"].first { path.hasPrefix($0) }
                    .flatMap { Int32(path.dropFirst($0.count)) }
            }
        return number == STDERR_FILENO ? standardError.load(ordering: .relaxed) : number
    }
}
