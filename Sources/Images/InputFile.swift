internal import Glibc

/// A file read whole into memory, after a look at what it is.
package enum InputFile {
    /// The first bytes that tell one format from another.
    static let signatureLength = 12

    /// Returns the bytes of a regular file of at most `limit` bytes.
    ///
    /// - Parameter inspect: sees the first bytes before the rest is read, and may refuse the file, so that a slide of
    ///   many gigabytes given by mistake is told from its signature.
    package static func bytes(
        of path: String, limit: Int, inspect: ([UInt8]) throws(ImageError) -> Void
    ) throws(ImageError) -> [UInt8] {
        let (descriptor, count) = try opened(path)
        defer { close(descriptor) }
        guard count > 0 else { throw .empty(path: path) }
        let beginning = try read(min(count, signatureLength), from: descriptor, of: path, after: [])
        try inspect(beginning)
        guard count <= limit else { throw .unreadable(path: path, reason: "\(count) bytes are more than \(limit)") }
        return try read(count, from: descriptor, of: path, after: beginning)
    }

    /// Returns the first bytes of a regular file: `count`, or all where it has fewer.
    package static func beginning(of path: String, count: Int) throws(ImageError) -> [UInt8] {
        let (descriptor, size) = try opened(path)
        defer { close(descriptor) }
        return try read(min(count, size), from: descriptor, of: path, after: [])
    }

    /// Calls `body` with the bytes of a regular file, a megabyte at a time.
    package static func forEachPortion(
        of path: String, _ body: (borrowing Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        let (descriptor, _) = try opened(path)
        defer { close(descriptor) }
        var portion = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe portion.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: systemMessage()) }
            guard count > 0 else { return }
            try body(portion.span.extracting(0..<count))
        }
    }

    /// Opens a regular file, and tells how many bytes it has.
    private static func opened(_ path: String) throws(ImageError) -> (descriptor: Int32, count: Int) {
        // Without O_NONBLOCK the opening of a pipe would wait for its other end.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(path: path) : .unreadable(path: path, reason: systemMessage())
        }
        var status = stat()
        let failure: ImageError?
        if unsafe fstat(descriptor, &status) != 0 {
            failure = .unreadable(path: path, reason: systemMessage())
        } else {
            switch status.st_mode & S_IFMT {
            case S_IFREG: failure = nil
            case S_IFDIR: failure = .notAFile(path: path, kind: "a folder")
            default: failure = .notAFile(path: path, kind: "a pipe or device")
            }
        }
        if let failure {
            close(descriptor)
            throw failure
        }
        return (descriptor, Int(status.st_size))
    }

    /// Reads on until `count` bytes are there, or fewer where the file has become shorter meanwhile.
    private static func read(
        _ count: Int, from descriptor: Int32, of path: String, after beginning: [UInt8]
    ) throws(ImageError) -> [UInt8] {
        var failure: String?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = unsafe buffer.initialize(fromContentsOf: beginning)
            while filled < count {
                let step = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled)
                if step < 0, errno == EINTR { continue }
                if step < 0 { failure = systemMessage() }
                guard step > 0 else { return }
                filled += step
            }
        }
        if let failure { throw .unreadable(path: path, reason: failure) }
        return bytes
    }
}

/// The operating system's words for the last error of this thread.
func systemMessage(_ code: Int32 = errno) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
