import CPNG
import Files
import Testing

@testable import Images

/// Reads a TIFF of tiles, as plainly as the format is described. It shares nothing with the writer.
private struct TIFF {
    let bytes: [UInt8]
    var isBig: Bool { bytes[2] == 43 }
    private var word: Int { isBig ? 8 : 4 }

    struct Field { let type: Int, values: [Int] }
    typealias Directory = [Int: Field]

    func number(_ offset: Int, _ width: Int) -> Int {
        (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    func directory(at offset: Int) -> Directory {
        let count = number(offset, isBig ? 8 : 2)
        let widths = [2: 1, 3: 2, 4: 4, 5: 8, 13: 4, 16: 8, 18: 8]
        return (0..<count).reduce(into: [:]) { fields, entry in
            let start = offset + (isBig ? 8 : 2) + entry * (4 + 2 * word)
            let (type, length) = (number(start + 2, 2), number(start + 4, word))
            let width = widths[type] ?? 1
            let place = width * length <= word ? start + 4 + word : number(start + 4 + word, word)
            fields[number(start, 2)] = Field(
                type: type, values: (0..<length).map { number(place + width * $0, width) })
        }
    }

    /// The directories of the levels: the first one and its subdirectories.
    var levels: [Directory] {
        let first = directory(at: number(isBig ? 8 : 4, word))
        return [first] + (first[330]?.values ?? []).map(directory)
    }

    /// The pixels of a level, 32 bits each.
    func pixels(_ level: Directory) -> [UInt32] {
        func value(_ tag: Int) -> Int { level[tag]?.values[0] ?? 0 }
        let (width, height, side) = (value(256), value(257), value(322))
        let across = (width + side - 1) / side
        var pixels = [UInt32](repeating: 0, count: width * height)
        for (tile, offset) in (level[324]?.values ?? []).enumerated() {
            var stored = [UInt8](repeating: 0, count: 4 * side * side)
            var count = uLongf(stored.count)
            let data = Array(bytes[offset..<offset + (level[325]?.values[tile] ?? 0)])
            #expect(unsafe uncompress(&stored, &count, data, uLong(data.count)) == Z_OK)
            for row in 0..<side {
                for column in 0..<side {
                    let (x, y) = (tile % across * side + column, tile / across * side + row)
                    guard x < width, y < height else { continue }
                    let place = 4 * (row * side + column)
                    pixels[y * width + x] = (0..<4).reduce(0) { $0 | UInt32(stored[place + $1]) << (8 * UInt32($1)) }
                }
            }
        }
        return pixels
    }
}

@Suite struct `A pyramid of tiles` {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func bytes(of path: String) throws -> [UInt8] { try ImageFile.bytes(of: path) }

    static let size = PixelSize(width: 531, height: 270)
    static let notes = PyramidWriter.Notes(
        description: "<OME>é</OME>", software: "linmil", resolution: PictureResolution(micrometersWide: 8, high: 4))

    private func colors(_ name: String, longestClassic: Int = .max) throws -> (TIFF, Image) {
        let picture = photograph(width: Self.size.width, height: Self.size.height, channels: .rgba)
        var writer = try PyramidWriter(
            to: folder.path(name), size: Self.size, samples: .rgba, notes: Self.notes, longestClassic: longestClassic)
        for row in 0..<picture.height {
            try writer.write(row: Array(picture.pixels[4 * row * picture.width..<4 * (row + 1) * picture.width]).span)
        }
        try writer.commit()
        return (TIFF(bytes: try bytes(of: folder.path(name))), picture)
    }

    /// The pixels of the four, or of as many as there are, below one of the next level.
    private func below(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> [Int] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map { min(2 * y + $1, height - 1) * width + min(2 * x + $0, width - 1) }
    }

    @Test func `has the picture's pixels, and means of them by their opacity`() throws {
        let (file, picture) = try colors("a.tif")
        let levels = file.levels
        #expect(levels.map { [$0[256]?.values[0], $0[257]?.values[0]] } == [[531, 270], [266, 135], [133, 68]])
        #expect(levels.map { $0[254]?.values[0] } == [0, 1, 1])
        var above = file.pixels(levels[0])
        #expect(
            above
                == (0..<picture.width * picture.height).map { pixel in
                    (0..<4).reduce(UInt32(0)) { $0 | UInt32(picture.pixels[4 * pixel + $1]) << (8 * UInt32($1)) }
                })
        var (width, height) = (531, 270)
        for level in levels.dropFirst() {
            let pixels = file.pixels(level)
            let across = (width + 1) / 2
            for pixel in stride(from: 0, to: pixels.count, by: 7) {
                let four = below(pixel % across, pixel / across, width, height).map { above[$0] }
                let opacity = four.reduce(0.0) { $0 + Double($1 >> 24) }
                let expected = [0, 8, 16].map { shift in
                    let sum = four.reduce(0.0) { $0 + Double($1 >> shift & 255) * Double($1 >> 24) }
                    return opacity > 0 ? UInt32((sum / opacity + 0.5).rounded(.down)) : 0
                }
                #expect([0, 8, 16].map { pixels[pixel] >> $0 & 255 } == expected)
                #expect(pixels[pixel] >> 24 == UInt32((opacity / 4 + 0.5).rounded(.down)))
            }
            (above, width, height) = (pixels, across, (height + 1) / 2)
        }
    }

    @Test func `says what it holds`() throws {
        let first = try #require(try colors("a.tif").0.levels.first)
        #expect(first[258]?.values == [8, 8, 8, 8] && first[277]?.values == [4] && first[338]?.values == [2])
        #expect(first[339]?.values == [1, 1, 1, 1] && first[262]?.values == [2] && first[259]?.values == [8])
        #expect(first[270].map { $0.values.dropLast().map(UInt8.init) } == Array("<OME>é</OME>".utf8))
        // Pixels a centimetre, as fractions of 100.
        #expect(first[282]?.values == [125_000 | 100 << 32] && first[283]?.values == [250_000 | 100 << 32])
        #expect(first[296]?.values == [3] && first.keys.sorted().first == 254)
    }

    @Test func `is a BigTIFF with the same pixels where offsets may need it`() throws {
        let (small, _) = try colors("a.tif")
        let (big, _) = try colors("b.tif", longestClassic: 1 << 20)
        #expect(!small.isBig && big.isBig)
        #expect(small.levels.map(small.pixels) == big.levels.map(big.pixels))
        #expect(big.levels[0][324]?.type == 16 && small.levels[0][324]?.type == 4)
        #expect(try colors("c.tif").0.bytes == small.bytes)
    }

    @Test func `keeps numbers, and means of those that are none`() throws {
        let size = PixelSize(width: 300, height: 3)
        var writer = try PyramidWriter(to: folder.path("n.tif"), size: size, samples: .numbers, notes: Self.notes)
        let rows: [[Float]] = (0..<3).map { row in
            (0..<300).map { $0 % 4 < 2 ? -.nan : Float($0) * 1.1e-7 + Float(row) }
        }
        for row in rows { try writer.write(numbers: row) }
        try writer.commit()
        let file = TIFF(bytes: try bytes(of: folder.path("n.tif")))
        let levels = file.levels
        #expect(levels[0][258]?.values == [32] && levels[0][339]?.values == [3] && levels.count == 2)
        #expect(file.pixels(levels[0]) == rows.joined().map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern })
        let half = file.pixels(levels[1]).map { Float(bitPattern: $0) }
        #expect(half.count == 300 && half[0].isNaN && half[2].isNaN)
        let four = [rows[0][6], rows[0][7], rows[1][6], rows[1][7]]
        #expect(half[3] == Float(four.reduce(0.0) { $0 + Double($1) } / 4))
        // The last row has no other below it.
        #expect(half[150 + 3] == Float((Double(rows[2][6]) + Double(rows[2][7])) / 2))
    }

    @Test func `is not written if rows are missing`() throws {
        let error = #expect(throws: ImageError.self) {
            let writer = try PyramidWriter(
                to: folder.path("a.tif"), size: Self.size, samples: .rgba, notes: Self.notes)
            try writer.commit()
        }
        #expect(error == .file(.unwritable(path: folder.path("a.tif"), reason: "rows are missing")))
        #expect(try folder.names.isEmpty)
    }
}
