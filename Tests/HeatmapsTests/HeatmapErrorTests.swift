import Images
import Testing

@testable import Heatmaps

struct HeatmapErrorTests {
    private let slide = PixelSize(width: 1000, height: 800)

    private func error(
        values: [Double] = [0.5], origins: [SIMD2<Double>] = [[0, 0]], side: Double = 256, slide: PixelSize? = nil
    ) -> HeatmapError? {
        let layout = TileLayout(origins: origins, side: side, slide: slide ?? self.slide)
        do throws(HeatmapError) { _ = try Heatmap(values: values, tiles: layout) } catch { return error }
        return nil
    }

    @Test func `a slide without tiles is refused`() {
        #expect(error(values: [], origins: []) == .noTiles)
    }

    @Test func `different numbers of scores and tiles are refused`() {
        #expect(error(values: [0.5, 0.5]) == .countMismatch(scores: 2, tiles: 1))
    }

    @Test(arguments: [0, -1, .infinity])
    func `an invalid tile side is refused`(side: Double) {
        #expect(error(side: side) == .badTileSide(side))
    }

    @Test func `a coordinate that is not finite is refused, and its tile is named`() {
        let found = error(values: [0, 1], origins: [[0, 0], [.infinity, 3]])
        #expect(found == .badCoordinate(tile: 1, x: .infinity, y: 3))
    }

    @Test(arguments: [SIMD2(1000.0, 0), SIMD2(0, 800), SIMD2(-256, 0), SIMD2(1e300, 0), SIMD2(0, -1e300)])
    func `a tile outside the slide is refused, and its place is named`(origin: SIMD2<Double>) {
        let found = error(values: [0, 1], origins: [[0, 0], origin])
        #expect(found == .outsideSlide(count: 1, firstTile: 1, x: origin.x, y: origin.y, slide: "1000 x 800"))
    }

    @Test func `finite tiles and coordinates of any size do not crash`() throws {
        let layout = TileLayout(origins: [[-1e308, -1e308], [999.9, 799.9]], side: 1.7e308, slide: slide)
        let picture = try Heatmap(values: [0, 1], tiles: layout)
            .drawn(over: .white(slide), colorMap: .jet, alpha: 0.4)
        #expect(picture.size == slide)
    }

    @Test(arguments: [(0, 5), (5, -1), (1 << 40, 5)])
    func `a slide without an extent, or with an absurd extent, is refused`(width: Int, height: Int) {
        let found = error(slide: PixelSize(width: width, height: height))
        #expect(found == .badSize(of: "slide", size: "\(width) x \(height)"))
    }

    @Test(arguments: [(0, 5), (1 << 20, 1 << 20), (Int.max, 2)])
    func `a canvas without pixels, or with too many, is refused`(width: Int, height: Int) throws {
        let heatmap = try Heatmap(values: [1], tiles: TileLayout(origins: [[0, 0]], side: 256, slide: slide))
        let canvas = PixelSize(width: width, height: height)
        #expect(throws: HeatmapError.badSize(of: "canvas", size: "\(canvas)")) {
            try heatmap.drawn(over: .white(canvas), colorMap: .jet, alpha: 0.4)
        }
    }

    @Test func `an output that cannot be written is refused`() throws {
        let heatmap = try Heatmap(values: [1], tiles: TileLayout(origins: [[0, 0]], side: 256, slide: slide))
        #expect(throws: ImageError.self) { try heatmap.writePNG(to: "/nowhere/a.png", over: .white(slide)) }
    }

    @Test(arguments: [
        HeatmapError.noTiles, .countMismatch(scores: 2, tiles: 1), .tooManyTiles(count: 5_000_000), .badTileSide(0),
        .badSize(of: "slide", size: "0 x 0"), .badCoordinate(tile: 1, x: .nan, y: 0),
        .outsideSlide(count: 1, firstTile: 1, x: 0, y: 0, slide: "1 x 1"), .unknownColorMap(name: "hot"),
        .badScores(count: 2, firstTile: 1, score: .nan), .badRange(low: 1, high: 0),
        .rangeNotUsed(normalization: "rank"), .badSelection("the top 0 tiles", expected: "at least 1"), .badSigma(-1),
        .badOutline("a level of 2.0", expected: "0 to 1"),
        .incompatible(with: "CLAM", found: "no background", expected: "a thumbnail or white"),
    ])
    func `every error says in one sentence what was expected and what to do`(error: HeatmapError) {
        #expect(error.description.contains("expected"))
        #expect(error.description.contains("; "))
        #expect(!error.description.contains("\n"))
    }
}
