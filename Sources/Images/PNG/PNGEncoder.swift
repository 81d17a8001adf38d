internal import Dispatch
internal import Files
internal import Machine

/// Encodes rows of pixels, a few at a time, as the bytes of a PNG file, on several threads.
///
/// Rows are gathered into bands whose height depends on the width alone, so equal rows and notes give equal bytes for
/// any number of threads; no date is stored. Bands wait in a ring until it is full; then the caller takes part in
/// encoding, and the oldest is handed over. So there are never more than a few bands in memory.
struct PNGEncoder: ~Copyable {
    private let size: PixelSize
    private let stride: Int
    private let rowsPerBand: Int
    private let name: String
    private let queues: [DispatchQueue]  // [threads - 1]
    private let ring: [PNGBand]
    private var oldest = 0  // the first band that has not been handed over
    private var newest = 0  // the band that takes in rows
    private var rowCount = 0  // rows given
    private var above: [UInt8]  // [width, channels], the last row of the band before
    private var checksum: UInt = 1  // Adler-32 of the filtered rows that were handed over
    private var head: [UInt8]  // what stands before the pixels, until it is handed over

    /// Takes what is encoded, in order.
    typealias Sink = (Span<UInt8>) throws(ImageError) -> Void

    /// Bytes of a band: enough for several deflate blocks, few enough to stay near a core.
    private static let bandBytes = 1 << 19
    /// The most threads, unless the caller asks for more. Each takes 4 MB, and four encode faster than rows are drawn.
    private static let usualThreads = 4

    /// Prepares to encode a picture; `name` is what errors call the file.
    init(
        size: PixelSize, channels: Image.Channels, notes: PictureNotes, threads: Int?, name: String
    ) throws(ImageError) {
        guard let count = size.pixelCount, count <= Image.maximumPixelCount else {
            preconditionFailure("a PNG cannot have \(size) pixels")
        }
        let head = try PNG.signature + PNGHeader(size: size, channels: channels).chunk + notes.chunks(for: name)
        let stride = size.width * channels.rawValue
        let rowsPerBand = min(size.height, max(1, PNGEncoder.bandBytes / (1 + stride)))
        let bandCount = (size.height - 1) / rowsPerBand + 1
        let cores = min(PNGEncoder.usualThreads, Cores.usable)
        let threads = Parallel.isPossible ? max(1, min(threads ?? cores, bandCount)) : 1
        var ring: [PNGBand] = []
        for _ in 0..<(threads == 1 ? 1 : min(bandCount, 2 * threads)) {
            ring.append(PNGBand(rowCount: rowsPerBand, stride: stride, channels: channels))
        }
        self.size = size
        self.stride = stride
        self.rowsPerBand = rowsPerBand
        self.name = name
        self.ring = ring
        queues = (1..<threads).map { DispatchQueue(label: "PNG \($0)") }
        above = [UInt8](repeating: 0, count: stride)
        self.head = head
    }

    /// Encodes the next rows. [rows, width, channels]
    mutating func encode(rows: Span<UInt8>, into sink: Sink) throws(ImageError) {
        precondition(
            rows.count % stride == 0 && rows.count / stride <= size.height - rowCount,
            "\(rows.count) bytes are not some of the \(size.height - rowCount) rows of \(stride) bytes to come")
        var rest = rows
        while !rest.isEmpty {
            let band = ring[newest % ring.count]
            let rowsThere = rowCount % rowsPerBand
            if rowsThere == 0 { band.begin(below: above) }
            let part = rest.extracting(first: min(rest.count, (rowsPerBand - rowsThere) * stride))
            rest = rest.extracting(droppingFirst: part.count)
            band.append(part)
            rowCount += part.count / stride
            guard rowCount % rowsPerBand == 0 || rowCount == size.height else { return }
            for index in 0..<stride { above[index] = part[part.count - stride + index] }
            try close(band, into: sink)
        }
    }

    /// Encodes the end of the file.
    ///
    /// - Throws: `FileError.unwritable` where rows are missing.
    mutating func finish(into sink: Sink) throws(ImageError) {
        guard rowCount == size.height else {
            throw .file(
                .unwritable(path: name, reason: "\(size.height - rowCount) of \(size.height) rows are missing"))
        }
        while oldest < newest { try handOver(into: sink) }
        let end = PNGChunk.bytes("IDAT", PNGChunk.bytes(of: Int(checksum))) + PNGChunk.bytes("IEND", [])
        try sink(end.span)
    }

    /// Gives a band that is full to a worker, and makes sure that there is room for the next.
    private mutating func close(_ band: PNGBand, into sink: Sink) throws(ImageError) {
        var place: PNGBand.Place = []
        if newest == 0 { place.insert(.first) }
        if rowCount == size.height { place.insert(.last) }
        band.close(place)
        if !queues.isEmpty { queues[newest % queues.count].async { band.encodeIfFree() } }
        newest += 1
        if newest - oldest == ring.count { try handOver(into: sink) }
    }

    /// Hands over the oldest band, after another one is encoded if it is still in work.
    private mutating func handOver(into sink: Sink) throws(ImageError) {
        if !head.isEmpty {
            try sink(head.span)
            head = []
        }
        let band = ring[oldest % ring.count]
        if !band.isEncoded {
            _ = (oldest..<newest).first { ring[$0 % ring.count].encodeIfFree() }
        }
        try band.take(checksum: &checksum, sink)
        oldest += 1
    }
}
