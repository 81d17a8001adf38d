#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A checkpoint file's bytes in memory, with every read checked against their end.
///
/// The file is read, not mapped: a mapped file that is cut short underneath ends the process with SIGBUS.
struct CheckpointFile: Sendable {
    let path: String
    let bytes: [UInt8]

    /// The size up to which a file is read. The default model has 50 MB; this leaves room for optimizer states.
    static let largestSize = 4 << 30

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads a regular file as a whole.
    init(readingFrom path: String) throws(CheckpointError) {
        // O_NONBLOCK: opening a FIFO would otherwise wait for its writer.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.systemError()) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, reason: Self.systemError())
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw .unreadable(path: path, reason: isFolder ? "it is a folder" : "it is a pipe or a device")
        }
        let size = Int(status.st_size)
        guard size <= Self.largestSize else { throw .tooLarge(path: path, size: size, limit: Self.largestSize) }

        var failure: CheckpointError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            unsafe Self.preferLargePages(buffer)
            while count < size {
                let got = unsafe read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if got > 0 {
                    count += got
                } else if got == 0 {
                    break  // Cut short while it was read: the format's own checks will tell.
                } else if errno != EINTR {
                    failure = .unreadable(path: path, reason: Self.systemError())
                    break
                }
            }
        }
        if let failure { throw failure }
        self.init(path: path, bytes: bytes)
    }

    /// Asks for large pages where the system leaves the choice to us: touching 50 MB of fresh memory in small ones takes
    /// several times as long as the copy itself.
    private static func preferLargePages(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        #if os(Linux)
            let page = 4096
            guard buffer.count > 16 * page, let start = buffer.baseAddress else { return }
            let margin = (page - Int(bitPattern: start) % page) % page
            _ = unsafe madvise(start + margin, buffer.count - margin, MADV_HUGEPAGE)
        #endif
    }

    /// Returns the little-endian integer at an offset, or nil where it would pass the end.
    func integer<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) -> T? {
        let width = T.bitWidth / 8
        guard offset >= 0, bytes.count >= width, offset <= bytes.count - width else { return nil }
        var value: T = 0
        for index in 0..<width { value |= T(truncatingIfNeeded: bytes[offset + index]) << T(8 * index) }
        return value
    }

    /// Returns the little-endian integer at an offset as a size, or nil where it passes the end or exceeds `Int`.
    func size<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) -> Int? {
        integer(T.self, at: offset).flatMap { Int(exactly: $0) }
    }

    /// Returns the range of `count` bytes from `offset` if it lies in `bounds` (the whole file by default), else nil.
    func range(at offset: Int, count: Int, in bounds: Range<Int>? = nil) -> Range<Int>? {
        let bounds = bounds ?? bytes.indices
        guard offset >= bounds.lowerBound, offset <= bounds.upperBound, count >= 0, count <= bounds.upperBound - offset
        else { return nil }
        return offset..<offset + count
    }

    /// Whether the file has these bytes at an offset.
    func has(_ pattern: [UInt8], at offset: Int) -> Bool {
        range(at: offset, count: pattern.count).map { bytes[$0].elementsEqual(pattern) } ?? false
    }

    /// Returns the error for a broken rule of this file's format.
    func damaged(_ found: String, expected: String) -> CheckpointError {
        .damaged(path: path, found: found, expected: expected)
    }

    private static func systemError() -> String {
        unsafe String(cString: strerror(errno))
    }
}
