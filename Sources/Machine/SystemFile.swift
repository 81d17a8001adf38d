internal import Glibc

/// A small file in which the kernel says something, such as those in `/proc` and `/sys`. Their size is 0 until they are read.
enum SystemFile {
    /// More than any of these files has, but for the flags of hundreds of processors.
    private static let limit = 1 << 20

    /// Returns the file's text; nil if it cannot be read.
    static func text(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count < limit {
            let count = unsafe part.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the whole number that is all of the file; nil for a word such as `max`.
    static func number(_ path: String) -> Int? {
        text(path).flatMap { Int($0.prefix { !$0.isWhitespace }) }
    }
}
