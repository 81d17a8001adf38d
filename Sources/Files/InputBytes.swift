/// A file's bytes in memory, with every read checked against their end.
package struct InputBytes: Sendable {
    /// The file's path, as it was given.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads a regular file of at most `limit` bytes as a whole.
    package init(readingFrom path: String, limit: Int) throws(FileError) {
        self.path = path
        bytes = try InputFile.bytes(of: path, limit: limit)
    }

    /// Returns the little-endian integer at an offset, or nil where it would pass the end.
    package func integer<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) -> T? {
        let width = T.bitWidth / 8
        guard offset >= 0, bytes.count >= width, offset <= bytes.count - width else { return nil }
        var value: T = 0
        for index in 0..<width { value |= T(truncatingIfNeeded: bytes[offset + index]) << T(8 * index) }
        return value
    }

    /// Returns the little-endian integer at an offset as a size, or nil where it passes the end or exceeds `Int`.
    package func size<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) -> Int? {
        integer(T.self, at: offset).flatMap { Int(exactly: $0) }
    }

    /// Returns the range of `count` bytes from `offset` if it lies in `bounds` (the whole file by default), else nil.
    package func range(at offset: Int, count: Int, in bounds: Range<Int>? = nil) -> Range<Int>? {
        let bounds = bounds ?? bytes.indices
        guard offset >= bounds.lowerBound, offset <= bounds.upperBound, count >= 0, count <= bounds.upperBound - offset
        else { return nil }
        return offset..<offset + count
    }

    /// Whether the file has these bytes at an offset.
    package func has(_ pattern: [UInt8], at offset: Int) -> Bool {
        range(at: offset, count: pattern.count).map { bytes[$0].elementsEqual(pattern) } ?? false
    }

    /// Returns a part of the file as text.
    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
