import Images
import Testing

@testable import Heatmaps

struct CompatibleHeatmapTests {
    struct Case: Decodable {
        var slide: [Int]
        var side: Double
        var tiles: [[Double]]
        var scores: [Float]
        var canvas: [Int]
        var colormap: String
        /// For TRIDENT.
        var downsample: Double?
        /// For CLAM.
        var alpha: Double?
        var hasMask: Bool?

        var layout: TileLayout {
            TileLayout(
                origins: tiles.map { [$0[0], $0[1]] }, side: side, slide: PixelSize(width: slide[0], height: slide[1]))
        }

        var size: PixelSize { PixelSize(width: canvas[0], height: canvas[1]) }

        var thumbnail: Image { HeatmapTests.thumbnail(size) }
    }

    static let geometries = ["whole", "fraction", "overlapping", "border", "specks"]

    private func mask(_ name: String, _ size: PixelSize) throws -> TissueMask {
        let samples = try Fixtures.bytes("compatible/\(name).mask.raw")
        return TissueMask(Image(size: size, channels: .rgb, pixels: samples.flatMap { [$0, $0, $0] }))
    }

    private func heatmap(of expected: Case, as tool: CompatibleHeatmap.Tool) throws -> CompatibleHeatmap {
        try CompatibleHeatmap(as: tool, scores: expected.scores, tiles: expected.layout)
    }

    @Test(arguments: geometries)
    func `a picture equals TRIDENT's, pixel for pixel`(geometry: String) throws {
        let expected = try Fixtures.json("compatible/trident-\(geometry).json", as: Case.self)
        let picture = try heatmap(of: expected, as: .trident(downsample: expected.downsample))
            .drawn(over: .thumbnail(expected.thumbnail), colorMap: ColorMap(named: expected.colormap))
        #expect(try picture.pixels == Fixtures.bytes("compatible/trident-\(geometry).raw"))
    }

    @Test(arguments: geometries, ["", "-masked"])
    func `a picture equals CLAM's, pixel for pixel, with and without a tissue mask`(geometry: String, mask: String)
        throws
    {
        let name = "clam-\(geometry)\(mask)"
        let expected = try Fixtures.json("compatible/\(name).json", as: Case.self)
        let tissue = try expected.hasMask == true ? self.mask(name, expected.size) : nil
        let picture = try heatmap(of: expected, as: .clam(tissue: tissue, alpha: #require(expected.alpha)))
            .drawn(over: .thumbnail(expected.thumbnail), colorMap: ColorMap(named: expected.colormap))
        #expect(try picture.pixels == Fixtures.bytes("compatible/\(name).raw"))
    }

    @Test func `TRIDENT's downsample for a whole level equals OpenSlide's`() throws {
        let expected = try Fixtures.json("compatible/trident-whole.json", as: Case.self)
        let ground = Background.white(expected.size)
        #expect(
            try heatmap(of: expected, as: .trident()).drawn(over: ground)
                == heatmap(of: expected, as: .trident(downsample: 32)).drawn(over: ground))
    }

    @Test(arguments: [31.0, 0, -1, .nan, .infinity, 1e-300])
    func `a downsample that does not fit the picture is refused`(downsample: Double) throws {
        let expected = try Fixtures.json("compatible/trident-whole.json", as: Case.self)
        let heatmap = try heatmap(of: expected, as: .trident(downsample: downsample))
        let error = #expect(throws: HeatmapError.self) { try heatmap.drawn(over: .white(expected.size)) }
        #expect(error?.description.contains("as TRIDENT draws it, expected") == true)
    }

    @Test func `a tissue mask of another size and a missing background are refused`() throws {
        let expected = try Fixtures.json("compatible/clam-whole.json", as: Case.self)
        let mask = TissueMask(Image(size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [1, 1, 1]))
        #expect(
            throws: HeatmapError.incompatible(
                with: "CLAM", found: "a tissue mask of 1 x 1 pixels", expected: "64 x 48, as the picture")
        ) {
            try heatmap(of: expected, as: .clam(tissue: mask)).drawn(over: .white(expected.size))
        }
        #expect(throws: HeatmapError.self) {
            try heatmap(of: expected, as: .clam()).drawn(over: .transparent(expected.size))
        }
    }

    @Test func `neither black nor transparent pixels are tissue`() {
        let pixels: [UInt8] = [0, 0, 0, 255, 9, 9, 9, 0, 0, 1, 0, 255]
        let mask = TissueMask(Image(size: PixelSize(width: 3, height: 1), channels: .rgba, pixels: pixels))
        #expect(mask.masked([7, 7, 7], inRow: 0) == [-1, -1, 7])
    }

    @Test func `finite tiles and coordinates of any size do not crash`() throws {
        let size = PixelSize(width: 30, height: 20)
        let slide = PixelSize(width: 15, height: 10)
        let layout = TileLayout(origins: [[-1.6e308, -1.6e308], [14.9, 9.9]], side: 1.7e308, slide: slide)
        for tool in [CompatibleHeatmap.Tool.trident(), .clam()] {
            let heatmap = try CompatibleHeatmap(as: tool, scores: [0, 1], tiles: layout)
            #expect(try heatmap.drawn(over: .white(size)).size == size)
        }
    }

    @Test func `scores that are not finite and missing tiles are refused`() throws {
        let size = PixelSize(width: 8, height: 8)
        let layout = TileLayout(origins: [[0, 0]], side: 2, slide: size)
        #expect(throws: HeatmapError.self) { try CompatibleHeatmap(as: .clam(), scores: [.nan], tiles: layout) }
        #expect(throws: HeatmapError.countMismatch(scores: 2, tiles: 1)) {
            try CompatibleHeatmap(as: .trident(), scores: [1, 2], tiles: layout)
        }
    }
}
