internal import Files

/// Writes a TIFF file with a pyramid: tiles of 256 x 256 pixels, deflated, each level half of the one above.
///
/// Rows come from the top. There is never more in memory than one row of tiles of each level.
package struct PyramidWriter: PictureWriter, ~Copyable {
    private let samples: PyramidSamples
    private let notes: Notes
    private let path: String
    private let tiles: DeflatedTiles
    private let isBig: Bool
    private var file: OutputFile
    private var levels: [PyramidLevel]
    private var end: Int

    /// What the file says of its picture.
    package struct Notes: Sendable {
        /// The picture's description, such as OME-XML.
        package var description: String
        package var software: String
        package var resolution: PictureResolution?

        package init(description: String, software: String, resolution: PictureResolution? = nil) {
            (self.description, self.software, self.resolution) = (description, software, resolution)
        }
    }

    package static func canHold(_ size: PixelSize) -> Bool {
        let sides = 1...100_000
        return sides ~= size.width && sides ~= size.height
    }

    /// The most bytes of a file whose offsets have 32 bits.
    private static let longestClassic = Int(UInt32.max)

    /// Begins a file that appears at `path` when it is committed.
    package init(
        to path: String, size: PixelSize, samples: PyramidSamples, notes: Notes
    ) throws(ImageError) {
        try self.init(to: path, size: size, samples: samples, notes: notes, longestClassic: Self.longestClassic)
    }

    /// - Parameter longestClassic: the size of a file from which it is a BigTIFF; tests make it small.
    init(
        to path: String, size: PixelSize, samples: PyramidSamples, notes: Notes, longestClassic: Int
    ) throws(ImageError) {
        precondition(Self.canHold(size), "a pyramid cannot have \(size) pixels")
        let levels = PyramidLevel.sizes(of: size).map { PyramidLevel(size: $0, samples: samples) }
        // Deflate makes nothing longer by more than a thousandth. This is decided before anything is deflated.
        let tileBytes = 4 * PyramidLevel.tileSide * PyramidLevel.tileSide
        let isBig = levels.reduce(0) { $0 + $1.tileCount } * (tileBytes + tileBytes / 1000 + 64) > longestClassic
        let head = Self.head(of: levels, notes, isBig: isBig)
        var file: OutputFile
        do { file = try OutputFile(path: path) } catch { throw .file(error) }
        // The head is written again when all tiles have their places.
        do { try file.write(head.span) } catch { throw .file(error) }
        (self.samples, self.notes, self.path) = (samples, notes, path)
        (self.levels, self.isBig, end) = (levels, isBig, head.count)
        tiles = DeflatedTiles(samples)
        self.file = file
    }

    /// Takes the next row of RGBA. [width, 4]
    package mutating func write(row: Span<UInt8>) throws(ImageError) {
        precondition(samples == .rgba && row.count == 4 * levels[0].size.width, "not a row of RGBA: \(row.count) bytes")
        let pixels = unsafe [UInt32](unsafeUninitializedCapacity: row.count / 4) { buffer, count in
            unsafe row.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            count = row.count / 4
        }
        try take(pixels, level: 0)
    }

    /// Takes the next row of numbers. [width]
    package mutating func write(numbers row: [Float]) throws(ImageError) {
        precondition(samples == .numbers, "numbers in a pyramid of colours")
        // One NaN, so that equal rows have equal bytes.
        try take(row.map { $0.isNaN ? samples.nothing : $0.bitPattern }, level: 0)
    }

    private mutating func take(_ row: [UInt32], level: Int) throws(ImageError) {
        let half = levels[level].take(row)
        if let full = levels[level].takeTiles() {
            for stream in tiles.deflated(full) {
                levels[level].note(offset: end, length: stream.count)
                try append(stream)
            }
            FileActivity.progress()
        }
        if let half, level + 1 < levels.count { try take(half, level: level + 1) }
    }

    package consuming func commit() throws(ImageError) {
        guard levels[0].isWhole else { throw .file(.unwritable(path: path, reason: "rows are missing")) }
        do {
            try file.overwriteBeginning(with: Self.head(of: levels, notes, isBig: isBig).span)
            try file.commit()
        } catch { throw .file(error) }
    }

    private mutating func append(_ bytes: [UInt8]) throws(ImageError) {
        do { try file.write(bytes.span) } catch { throw .file(error) }
        end += bytes.count
    }

    /// What stands before the tiles, with the places of those that are written.
    private static func head(of levels: [PyramidLevel], _ notes: Notes, isBig: Bool) -> [UInt8] {
        let fields = levels.enumerated().map { $1.fields($0 == 0 ? notes : nil, isBig: isBig) }
        return TIFFHead(fields, isBig: isBig).bytes
    }
}
