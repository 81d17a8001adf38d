internal import CPNG
internal import CPNGRows
internal import Files
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

    /// Makes room for so many rows of `stride` bytes.
    init(rowCount: Int, stride: Int, channels: Image.Channels) {
        content = Mutex(Content(rowCount: rowCount, stride: stride, channels: channels))
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
private struct Content: ~Copyable {
    private let stride: Int
    private let pixel: Int
    private var rows: [UInt8]  // [1 + rows, width, channels], the row above before the band's own
    private var rowBytes = 0  // of the band's own rows that are there
    private var filtered: [UInt8] = []  // [rows, 1 + stride]
    /// Where the rows stand in the picture, once they are all there.
    var place: PNGBand.Place?
    /// Room for a whole chunk, of which `chunkCount` bytes are there.
    private(set) var chunk: [UInt8] = []
    private(set) var chunkCount = 0
    /// Adler-32 of the filtered rows.
    private(set) var checksum: UInt = 1

    /// Length and type before the data.
    private static let head = 8
    /// Deflate with a window of 32 KB, at the fastest level.
    private static let zlibHeader: [UInt8] = [0x78, 0x01]
    /// The chunk's checksum.
    private static let tail = 4

    init(rowCount: Int, stride: Int, channels: Image.Channels) {
        self.stride = stride
        self.pixel = channels.rawValue
        rows = [UInt8](repeating: 0, count: (1 + rowCount) * stride)
    }

    /// Makes the other buffers, on the thread that first needs them.
    private mutating func prepare() {
        guard chunk.isEmpty else { return }
        filtered = [UInt8](repeating: 0, count: (rows.count / stride - 1) * (1 + stride))
        let bound = linmil_png_deflate_bound(filtered.count)
        chunk = [UInt8](repeating: 0, count: Content.head + Content.zlibHeader.count + bound + Content.tail)
    }

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
        prepare()
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

    /// Filters and deflates the rows into the chunk. Returns the number of bytes.
    private mutating func deflateRows(at start: Int, isLast: Bool) -> Int {
        let (stride, pixel, rowCount, count) = (self.stride, self.pixel, rowBytes / self.stride, filteredCount)
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe filtered.withUnsafeMutableBufferPointer { filtered in
                guard let row = rows.baseAddress, let target = filtered.baseAddress else { return }
                for index in 0..<rowCount {
                    let above = unsafe row + index * stride
                    unsafe linmil_png_filter(stride, pixel, above + stride, above, target + index * (1 + stride))
                }
            }
        }
        checksum = UInt(Checksum.adler32(of: filtered.span.extracting(first: count)))
        return unsafe chunk.withUnsafeMutableBufferPointer { [filtered] chunk in
            unsafe linmil_png_deflate(count, filtered, isLast, chunk.baseAddress.map { unsafe $0 + start })
        }
    }
}
