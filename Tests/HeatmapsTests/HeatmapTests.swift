import Foundation
import Images
import Testing

@testable import Heatmaps

struct HeatmapTests {
    struct Case: Decodable {
        var slide: [Int]
        var side: Double
        var tiles: [[Double]]
        var values: [Double]
        var canvas: [Int]
        var colormap: String
        var alpha: Double
        var mostTilesAtAPixel: Int32

        var layout: TileLayout {
            TileLayout(
                origins: tiles.map { SIMD2($0[0], $0[1]) }, side: side,
                slide: PixelSize(width: slide[0], height: slide[1]))
        }

        var size: PixelSize { PixelSize(width: canvas[0], height: canvas[1]) }

        var thumbnail: Image { HeatmapTests.thumbnail(size) }
    }

    /// The same background as in the fixture scripts.
    static func thumbnail(_ size: PixelSize) -> Image {
        var pixels: [UInt8] = []
        for y in 0..<size.height {
            for x in 0..<size.width {
                for sample in [5 * x + y, 3 * x * y, x + 7 * y] { pixels.append(UInt8(sample % 256)) }
            }
        }
        return Image(size: size, channels: .rgb, pixels: pixels)
    }

    static let cases = ["grid", "overlapping", "border", "smaller-than-a-pixel", "two-contours", "enlarged"]

    @Test(arguments: cases)
    func `a picture equals the one from numpy, matplotlib and OpenCV`(name: String) throws {
        let expected = try Fixtures.json("pictures/\(name).json", as: Case.self)
        let heatmap = try Heatmap(values: expected.values, tiles: expected.layout)
        let backgrounds: [(String, Background)] = [
            ("thumbnail", .thumbnail(expected.thumbnail)),
            ("white", .white(expected.size)),
            ("transparent", .transparent(expected.size)),
        ]
        for (ground, background) in backgrounds {
            let picture = try heatmap.drawn(
                over: background, colorMap: ColorMap(named: expected.colormap), alpha: .constant(expected.alpha))
            #expect(picture.size == expected.size)
            let pixels = try Fixtures.bytes("pictures/\(name).\(ground).raw")
            #expect(picture.pixels == pixels, "\(name) on \(ground)")
        }
    }

    @Test func `the file holds the picture and is the same each time, byte for byte`() throws {
        let expected = try Fixtures.json("pictures/overlapping.json", as: Case.self)
        let heatmap = try Heatmap(values: expected.values, tiles: expected.layout)
        let background = Background.thumbnail(expected.thumbnail)
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).png")
        defer { try? FileManager.default.removeItem(at: file) }
        try heatmap.writePNG(to: file.path, over: background, colorMap: .turbo, alpha: 0.37)
        let first = try Data(contentsOf: file)
        #expect(try Image(contentsOf: file.path).pixels == Fixtures.bytes("pictures/overlapping.thumbnail.raw"))
        try heatmap.writePNG(to: file.path, over: background, colorMap: .turbo, alpha: 0.37)
        #expect(try Data(contentsOf: file) == first)
    }

    @Test func `the order of the tiles does not matter`() throws {
        let expected = try Fixtures.json("pictures/overlapping.json", as: Case.self)
        let values = try Normalization.rank.applied(to: expected.values.map { Float($0) }).values
        var turned = expected.layout
        turned.origins.reverse()
        let background = Background.white(expected.size)
        let picture = try Heatmap(values: values, tiles: expected.layout)
            .drawn(over: background, colorMap: .viridis, alpha: 0.4)
        let turnedPicture = try Heatmap(values: values.reversed(), tiles: turned)
            .drawn(over: background, colorMap: .viridis, alpha: 0.4)
        #expect(picture == turnedPicture)
    }

    @Test func `the transparent parts of a thumbnail count as white`() throws {
        let size = PixelSize(width: 2, height: 1)
        let clear = Image(size: size, channels: .rgba, pixels: [9, 9, 9, 0, 9, 9, 9, 0])
        let layout = TileLayout(origins: [[0, 0]], side: 1, slide: size)
        let heatmap = try Heatmap(values: [1], tiles: layout)
        #expect(
            try heatmap.drawn(over: .thumbnail(clear), colorMap: .jet, alpha: 0.4)
                == heatmap.drawn(over: .white(size), colorMap: .jet, alpha: 0.4))
    }

    @Test(arguments: [61, 97, 100, 333, 1024])
    func `neighbours on a grid cover each pixel once, at any scale`(width: Int) {
        let slide = PixelSize(width: 256 * 40, height: 256)
        let layout = TileLayout(origins: (0..<40).map { [Double(256 * $0), 0] }, side: 256, slide: slide)
        let raster = Raster(
            values: [Double](repeating: 1, count: 40), tiles: layout, canvas: PixelSize(width: width, height: 1))
        raster.forEachBand { (band) throws(Never) in
            #expect(band.counts == [Int32](repeating: 1, count: width))
        }
    }
}
