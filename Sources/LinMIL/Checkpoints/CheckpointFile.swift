internal import Files

/// A checkpoint file's bytes in memory, with every read checked against their end.
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
        self.path = path
        do { bytes = try InputFile.bytes(of: path, limit: Self.largestSize) } catch { throw .file(error) }
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
}
