import CPNG
import Files
import Foundation
import Testing

@testable import Images

/// `PlainPNG` beside libpng, which reads all that is in memory.
struct PlainPNGTests {
    /// A file of these filtered rows, with the data in chunks of at most so many bytes.
    private func file(
        _ size: PixelSize, _ channels: Image.Channels, rows: [UInt8], chunk: Int = .max, between: [UInt8] = []
    ) -> [UInt8] {
        var count = compressBound(uLong(rows.count))
        var data = [UInt8](repeating: 0, count: Int(count))
        let state = unsafe compress2(&data, &count, rows, uLong(rows.count), 6)
        precondition(state == Z_OK)
        data = Array(data[..<Int(count)])
        let step = min(chunk, data.count)
        var parts = stride(from: 0, to: data.count, by: step).map {
            PNGChunk.bytes("IDAT", Array(data[$0..<min(data.count, $0 + step)]))
        }
        parts.insert(between, at: 1)
        return PNG.signature + PNGHeader(size: size, channels: channels).chunk + parts.flatMap { $0 }
            + PNGChunk.bytes("IEND", [])
    }

    /// Rows of noise, each with a filter of its own: every byte is a legal difference.
    private func noise(_ size: PixelSize, _ channels: Image.Channels, seed: UInt32) -> [UInt8] {
        var generator = LinearCongruence(state: seed)
        return (0..<size.height).flatMap { _ in
            [generator.bytes(1)[0] % 5] + generator.bytes(size.width * channels.rawValue)
        }
    }

    private func pixels(_ file: [UInt8], _ size: PixelSize, _ channels: Image.Channels) -> [UInt8]? {
        PlainPNG.pixels(of: file, size: size, channels: channels)
    }

    @Test(
        arguments: [(1, 1), (1, 40), (2, 3), (5, 5), (6, 80), (16, 7), (33, 70), (300, 2)],
        [Image.Channels.rgb, .rgba])
    func `every filter is undone as libpng does`(sides: (Int, Int), channels: Image.Channels) throws {
        let size = PixelSize(width: sides.0, height: sides.1)
        for seed in 1...8 {
            let file = file(size, channels, rows: noise(size, channels, seed: UInt32(seed)), chunk: 50)
            let expected = try Image(decodingPNG: file, name: "noise")
            #expect(pixels(file, size, channels) == expected.pixels)
        }
    }

    @Test(arguments: [("rgb", Image.Channels.rgb), ("rgba", .rgba), ("rgb-gamma", .rgb), ("one-pixel", .rgb)])
    func `Pillow's files are read without libpng`(name: String, channels: Image.Channels) throws {
        let file = try Fixtures.bytes("kinds/\(name).png")
        let size = try Image(decodingPNG: file, name: name).size
        #expect(pixels(file, size, channels) == (try Fixtures.bytes("kinds/\(name).raw")))
    }

    @Test func `with any bit flipped, a file is left to libpng or is what libpng reads`() throws {
        let size = PixelSize(width: 5, height: 4)
        let text = PNGChunk.bytes("tEXt", Array("a\0b".utf8))
        let whole = file(size, .rgb, rows: noise(size, .rgb, seed: 2), chunk: 30) + text
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            guard let found = pixels(damaged, size, .rgb) else { continue }
            #expect(found == (try Image(decodingPNG: damaged, name: "damaged").pixels), "bit \(bit)")
        }
        for count in 0..<whole.count - text.count { #expect(pixels(Array(whole[..<count]), size, .rgb) == nil) }
    }

    @Test func `an unknown filter, and data for more or fewer rows, are left to libpng`() {
        let size = PixelSize(width: 4, height: 3)
        var rows = noise(size, .rgb, seed: 5)
        for height in [2, 4] {
            #expect(pixels(file(size, .rgb, rows: rows), PixelSize(width: 4, height: height), .rgb) == nil)
        }
        rows[26] = 5
        #expect(pixels(file(size, .rgb, rows: rows), size, .rgb) == nil)
    }

    @Test func `data that another chunk interrupts, and chunks that must be known, are left to libpng`() {
        let size = PixelSize(width: 40, height: 3)
        let rows = noise(size, .rgb, seed: 6)
        let palette = PNGChunk.bytes("PLTE", [1, 2, 3])
        for between in [PNGChunk.bytes("tEXt", [97, 0]), palette, PNGHeader(size: size, channels: .rgb).chunk] {
            #expect(pixels(file(size, .rgb, rows: rows, chunk: 60, between: between), size, .rgb) == nil)
        }
        #expect(pixels(file(size, .rgb, rows: rows, chunk: 60, between: PNGChunk.bytes("IDAT", [])), size, .rgb) != nil)
    }

    @Test func `a file is read to the same picture as its bytes`() throws {
        let folder = try TemporaryFolder()
        for channels in [Image.Channels.rgb, .rgba] {
            let image = photograph(width: 300, height: 200, channels: channels)
            try image.writePNG(to: folder.path("image.png"))
            let bytes = try [UInt8](Data(contentsOf: folder.url.appending(path: "image.png")))
            #expect(pixels(bytes, image.size, channels) == image.pixels)
            #expect(try Image(contentsOf: folder.path("image.png")) == image)
        }
    }
}
