internal import Synchronization

/// A file's bytes, with every read checked against their end.
///
/// They are in memory, or in a file that stays open: then each read takes from the file what it needs, and nothing is kept.
package struct InputBytes: Sendable {
    /// The file's path, as it was given.
    package let path: String
    /// The number of bytes.
    package let count: Int
    private let source: Source

    private enum Source {
        case memory([UInt8])
        case file(OpenFile)
    }

    /// A file that many readers share, and the first read of it that failed.
    private final class OpenFile: Sendable {
        let file: InputFile
        let failure = Mutex<FileError?>(nil)

        init(_ file: consuming InputFile) { self.file = file }

        func noting<Result>(_ read: () throws(FileError) -> Result) throws(FileError) -> Result {
            do { return try read() } catch {
                failure.withLock { $0 = $0 ?? error }
                throw error
            }
        }
    }

    /// Takes bytes that are in memory.
    package init(path: String, bytes: [UInt8]) { (self.path, count, source) = (path, bytes.count, .memory(bytes)) }

    /// Opens a regular file of at most `limit` bytes.
    package init(readingFrom path: String, limit: Int) throws(FileError) {
        let file = try InputFile(path: path)
        _ = try file.beginReading(limit: limit)
        self.init(file)
    }

    /// Takes a file that is open, and tells nobody that it is read.
    init(_ file: consuming InputFile) {
        (path, count) = (file.path, file.byteCount)
        source = .file(OpenFile(file))
    }

    /// Why a read failed; nil while all is well. A reader that misses bytes asks this before it calls the file damaged.
    package var failure: FileError? {
        if case .file(let open) = source { open.failure.withLock { $0 } } else { nil }
    }

    /// The bytes, if they are in memory.
    package var inMemory: [UInt8]? { if case .memory(let bytes) = source { bytes } else { nil } }

    /// Returns the same bytes, or a part of them, in memory.
    package func loaded(_ range: Range<Int>? = nil) throws(FileError) -> InputBytes {
        if range == nil, inMemory != nil { return self }
        return InputBytes(path: path, bytes: try bytes(range ?? 0..<count))
    }

    /// Throws an error if another program has written to the file since it was opened.
    package func requireUnchanged() throws(FileError) {
        if case .file(let open) = source { try open.file.requireUnchanged() }
    }
}

// MARK: Reading

extension InputBytes {
    /// Fills a buffer with the bytes from an offset on.
    package func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
        precondition(range(at: offset, count: buffer.count) != nil, "\(buffer.count) bytes at \(offset) of \(count)")
        switch source {
        case .memory(let bytes): unsafe buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
        case .file(let open):
            try open.noting { () throws(FileError) in unsafe try open.file.read(into: buffer, from: offset) }
        }
    }

    /// Returns a part of the file.
    package func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
        switch source {
        case .memory(let bytes): return Array(bytes[range])
        case .file(let open): return try open.noting { () throws(FileError) in try open.file.bytes(range) }
        }
    }

    /// Calls `body` with all bytes, a quarter of a megabyte at a time.
    package func forEachPortion(_ body: (borrowing Span<UInt8>) -> Void) throws(FileError) {
        switch source {
        case .memory(let bytes): body(bytes.span)
        case .file(let open): try open.noting { () throws(FileError) in try open.file.forEachPortion(body) }
        }
    }

    /// Returns the little-endian integer at an offset, or nil where it would pass the end.
    package func integer<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) -> T? {
        guard range(at: offset, count: T.bitWidth / 8) != nil else { return nil }
        var value: T = 0
        let isRead: Void? = unsafe withUnsafeMutableBytes(of: &value) { try? unsafe read(into: $0, from: offset) }
        return isRead.map { T(littleEndian: value) }
    }

    /// Returns the little-endian integer at an offset as a size, or nil where it passes the end or exceeds `Int`.
    package func size<T: FixedWidthInteger & UnsignedInteger>(_: T.Type, at offset: Int) -> Int? {
        integer(T.self, at: offset).flatMap { Int(exactly: $0) }
    }

    /// Returns the range of `count` bytes from `offset` if it lies in `bounds` (the whole file by default), else nil.
    package func range(at offset: Int, count: Int, in bounds: Range<Int>? = nil) -> Range<Int>? {
        let bounds = bounds ?? 0..<self.count
        guard offset >= bounds.lowerBound, offset <= bounds.upperBound, count >= 0, count <= bounds.upperBound - offset
        else { return nil }
        return offset..<offset + count
    }

    /// Whether the file has these bytes at an offset.
    package func has(_ pattern: some Collection<UInt8>, at offset: Int) -> Bool {
        range(at: offset, count: pattern.count).map { found($0).elementsEqual(pattern) } ?? false
    }

    /// Returns the first bytes: `count`, or all where the file has fewer.
    package func beginning(_ count: Int) -> [UInt8] { found(0..<min(count, self.count)) }

    /// Returns a part of the file as text.
    package func text(_ range: Range<Int>) -> String { String(decoding: found(range), as: UTF8.self) }

    /// Returns a part of the file; nothing if it cannot be read.
    private func found(_ range: Range<Int>) -> [UInt8] { (try? bytes(range)) ?? [] }
}
