internal import CPNG
internal import CPNGFilters
internal import Synchronization

/// Some consecutive rows of a picture, to become one IDAT chunk on whichever thread is free.
///
/// Rows are filtered and deflated without any other band, except for the row above, so the chunk depends only on the
/// picture. Its deflated blocks end on a whole byte, so that the data of all bands in order is one stream.
/// A thread holds the band's lock while it works on it; to wait for the chunk, another thread takes the lock.
final class PNGBand: Sendable {
    private let content: Mutex<Content>

    /// What a band's place in the picture changes in its data.
    struct Place: OptionSet {
        let rawValue: Int
        /// zlib's header stands before the data of the first band.
        static let first = Place(rawValue: 1)
        /// The stream ends with the last band.
        static let last = Place(rawValue: 2)
    }

    /// Makes room for so many rows of `stride` bytes; nil when there is no memory.
    init?(rowCount: Int, stride: Int, channels: Image.Channels) {
        guard let content = Content(rowCount: rowCount, stride: stride, channels: channels) else { return nil }
        self.content = Mutex(content)
    }

    /// Empties the band and begins again, below a row. above: [width, channels], 0 where there is none
    func begin(below above: [UInt8]) { content.withLock { $0.begin(below: above) } }

    /// Takes in some more rows. [rows, width, channels]
    func append(_ rows: Span<UInt8>) { content.withLock { $0.append(rows) } }

    /// Marks all rows as present, so that any free thread may encode them.
    func close(_ place: Place) { content.withLock { $0.place = place } }

    /// Filters and deflates the rows, unless some are missing, the chunk is done, or another thread is working on it.
    /// Returns whether there was something to do.
    @discardableResult func encodeIfFree() -> Bool { content.withLockIfAvailable { $0.encode() } ?? false }

    /// Whether the chunk is there to be taken.
    var isEncoded: Bool { content.withLockIfAvailable { $0.chunkCount > 0 } ?? false }

    /// Encodes the rows if that is not done yet, and hands over the chunk.
    ///
    /// - Parameter checksum: Adler-32 of the filtered rows before these; afterwards it includes these.
    func take(checksum: inout UInt, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        checksum = try content.withLock { content throws(ImageError) in
            _ = content.encode()
            try body(content.chunk.span.extracting(first: content.chunkCount))
            return adler32_combine(checksum, content.checksum, content.filteredCount)
        }
    }
}

/// The rows, the chunk, and the buffers that turn one into the other.
@safe private struct Content: ~Copyable {
    private let stride: Int
    private let pixel: Int
    private var rows: [UInt8]  // [1 + rows, width, channels], the row above before the band's own
    private var rowBytes = 0  // of the band's own rows that are there
    private var filtered: [UInt8]  // [1 + stride], one row
    private let stream: UnsafeMutablePointer<z_stream>
    /// Where the rows stand in the picture, once they are all there.
    var place: PNGBand.Place?
    /// Room for a whole chunk, of which `chunkCount` bytes are there.
    private(set) var chunk: [UInt8]
    private(set) var chunkCount = 0
    /// Adler-32 of the filtered rows.
    private(set) var checksum: UInt = 1

    /// Length and type before the data.
    private static let head = 8
    /// Deflate with a window of 32 KB, at the fastest level.
    private static let zlibHeader: [UInt8] = [0x78, 0x01]
    /// More than the end of a stream or an empty block between two bands takes, and the chunk's checksum.
    private static let tail = 32

    init?(rowCount: Int, stride: Int, channels: Image.Channels) {
        guard let stream = unsafe linmil_deflate_create() else { return nil }
        self.stride = stride
        self.pixel = channels.rawValue
        unsafe self.stream = stream
        rows = [UInt8](repeating: 0, count: (1 + rowCount) * stride)
        filtered = [UInt8](repeating: 0, count: 1 + stride)
        let bound = Int(unsafe deflateBound(stream, UInt(rowCount * (1 + stride))))
        chunk = [UInt8](repeating: 0, count: Content.head + Content.zlibHeader.count + bound + Content.tail)
    }

    deinit { unsafe linmil_deflate_destroy(stream) }

    /// Bytes of the rows with a filter type before each.
    var filteredCount: Int { rowBytes / stride * (1 + stride) }

    mutating func begin(below above: [UInt8]) {
        rows.replaceSubrange(0..<stride, with: above)
        (rowBytes, place, chunkCount) = (0, nil, 0)
    }

    mutating func append(_ bytes: Span<UInt8>) {
        let start = stride + rowBytes
        precondition(bytes.count <= rows.count - start, "\(bytes.count) bytes are more than the band has room for")
        unsafe rows.withUnsafeMutableBufferPointer { rows in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                _ = unsafe rows[start...].update(fromContentsOf: bytes)
            }
        }
        rowBytes += bytes.count
    }

    /// Makes the chunk. Returns whether there was anything to do.
    mutating func encode() -> Bool {
        guard let place, chunkCount == 0 else { return false }
        var end = Content.head
        if place.contains(.first) {
            chunk.replaceSubrange(end..<end + 2, with: Content.zlibHeader)
            end += 2
        }
        end += deflateRows(at: end, isLast: place.contains(.last))
        chunk.replaceSubrange(0..<Content.head, with: PNGChunk.bytes(of: end - Content.head) + Array("IDAT".utf8))
        let sum = PNGChunk.checksum(of: chunk.span.extracting(4..<end))
        chunk.replaceSubrange(end..<end + 4, with: PNGChunk.bytes(of: Int(sum)))
        chunkCount = end + 4
        return true
    }

    /// Filters and deflates the rows, one after the other, into the chunk. Returns the number of bytes.
    private mutating func deflateRows(at start: Int, isLast: Bool) -> Int {
        let (stream, stride, pixel, rowCount) = unsafe (self.stream, self.stride, self.pixel, rowBytes / self.stride)
        var checksum: UInt = 1
        unsafe chunk.withUnsafeMutableBufferPointer { chunk in
            unsafe filtered.withUnsafeMutableBufferPointer { filtered in
                unsafe rows.withUnsafeBufferPointer { rows in
                    guard let row = rows.baseAddress, let filtered = filtered.baseAddress else { return }
                    unsafe deflateReset(stream)
                    unsafe stream.pointee.next_out = chunk.baseAddress.map { unsafe $0 + start }
                    unsafe stream.pointee.avail_out = UInt32(chunk.count - start)
                    for index in 1...rowCount {
                        let this = unsafe row + index * stride
                        unsafe linmil_png_filter(stride, pixel, this, this - stride, filtered)
                        checksum = unsafe adler32_z(checksum, filtered, 1 + stride)
                        unsafe stream.pointee.next_in = filtered
                        unsafe stream.pointee.avail_in = UInt32(1 + stride)
                        let flush = index < rowCount ? Z_NO_FLUSH : isLast ? Z_FINISH : Z_SYNC_FLUSH
                        let state = unsafe deflate(stream, flush)
                        precondition(
                            state == (flush == Z_FINISH ? Z_STREAM_END : Z_OK), "deflate ended with \(state)")
                    }
                }
            }
        }
        self.checksum = checksum
        return Int(unsafe stream.pointee.total_out)
    }
}
