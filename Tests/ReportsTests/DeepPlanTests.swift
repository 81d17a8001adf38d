import LinMIL
import Results
import Slides
import Testing

@testable import Reports

@Suite struct `What a page shows of a slide closely` {
    /// A slide of 100,000 tiles of 256 px, on a grid; the score of a tile is given by its index.
    private func result(
        tiles: Int, columns: Int, of score: TileScore = .model(Score(.cls)), _ scores: (Int) -> Float
    ) -> SlideResult {
        SlideResult(
            features: FileReference("a.h5", fingerprint: nil), score: score, scores: (0..<tiles).map(scores),
            origins: (0..<tiles).map { SIMD2(Double($0 % columns * 256), Double($0 / columns * 256)) }, tileSide: 256)
    }

    private let whole = SlideRegion(x: 0, y: 0, width: 102_400, height: 64_000)

    @Test func `is the whole slide at about 2 um and regions at full resolution`() {
        let result = result(tiles: 100_000, columns: 400) { Float($0 * 7919 % 100_000) }
        let plan = DeepPlan(DeepZoom(), of: whole, pictureStep: 40, mpp: 0.2528, result: result)
        #expect(plan.pyramids.count == 25)
        #expect(plan.pyramids[0].levels.map(\.by) == [8, 16, 32])
        #expect(plan.pyramids[0].levels[0].width == 12_800)
        for region in plan.pyramids.dropFirst() {
            #expect(region.levels.map(\.by) == [1, 2, 4])
            #expect(region.levels[0].width == 1978, "500 um")
            #expect(region.x >= 0 && region.y >= 0 && region.x + 1978 <= 102_400 && region.y + 1978 <= 64_000)
        }
        // The 24 tiles with the highest scores are all inside a region.
        let order = (0..<100_000).sorted { result.scores[$0] > result.scores[$1] }
        for tile in order.prefix(24) {
            let corner = result.origins[tile]
            #expect(
                plan.pyramids.dropFirst().contains {
                    corner.x >= Double($0.x) && corner.y >= Double($0.y) && corner.x + 256 <= Double($0.x + 1978)
                        && corner.y + 256 <= Double($0.y + 1978)
                }, "tile \(tile)")
        }
    }

    @Test func `regions spread: tiles of one place have one`() {
        // The first row has the highest scores, from left to right. A region begins where a tile is 872 px away, half of what it leaves on both sides.
        let result = result(tiles: 4000, columns: 40) { -Float($0) }
        let zoom = DeepZoom(regions: 5)
        let slide = SlideRegion(x: 0, y: 0, width: 10_240, height: 25_600)
        let plan = DeepPlan(zoom, of: slide, pictureStep: 40, mpp: 0.25, result: result)
        #expect(plan.pyramids.dropFirst().map(\.x) == [0, 152, 1176, 2200, 3224])
        #expect(Set(plan.pyramids.dropFirst().map(\.y)) == [0])
    }

    @Test func `half of the regions show what speaks against a class`() {
        let score = TileScore.model(Score(.relevance, class: 1))
        let result = result(tiles: 10_000, columns: 100, of: score) { Float($0) - 5000 }
        let slide = SlideRegion(x: 0, y: 0, width: 25_600, height: 25_600)
        let plan = DeepPlan(DeepZoom(regions: 4), of: slide, pictureStep: 40, mpp: nil, result: result)
        let rows = plan.pyramids.dropFirst().map(\.y)
        #expect(rows.count == 4 && rows[0] > 20_000 && rows[1] > 20_000 && rows[2] == 0 && rows[3] == 0)
    }

    @Test func `tiles that are not on the slide have no region`() {
        let result = SlideResult(
            features: FileReference("a.h5", fingerprint: nil), score: .model(Score(.cls)), scores: [3, 2, 1],
            origins: [SIMD2(1e300, 0), SIMD2(0, -512), SIMD2(4096, 8192)], tileSide: 256)
        let slide = SlideRegion(x: 0, y: 0, width: 25_600, height: 25_600)
        let plan = DeepPlan(DeepZoom(), of: slide, pictureStep: 40, mpp: 0.25, result: result)
        #expect(plan.pyramids.dropFirst().map(\.x) == [4096 + 128 - 1000])
    }

    @Test func `a small slide is shown whole at its full resolution`() {
        let result = result(tiles: 1, columns: 1) { _ in 1 }
        let slide = SlideRegion(x: 128, y: 64, width: 256, height: 256)
        let plan = DeepPlan(DeepZoom(), of: slide, pictureStep: 4, mpp: nil, result: result)
        #expect(plan.pyramids.map { $0.levels.map(\.by) } == [[1, 2]])
        #expect(plan.pyramids[0].x == 128)
        #expect(DeepPlan(DeepZoom(), of: slide, pictureStep: 1, mpp: nil, result: result).pyramids.isEmpty)
    }

    @Test(
        arguments: [
            (2, 0.25, 8), (2, 0.5, 4), (2, 0.2528, 8), (2, 1.9, 1), (0.5, 0.25, 2), (0.25, 0.25, 1),
            (100, 0.001, 131_072),
        ] as [(Double, Double, Int)])
    func `the resolution is the nearest that a power of two gives`(mpp: Double, slide: Double, step: Int) {
        #expect(DeepZoom(mpp: mpp).step(of: slide) == step)
    }

    @Test func `the estimate counts the coarser levels and no region twice`() {
        let zoom = DeepZoom()
        let pixels = zoom.pixelCount(of: whole, mpp: 0.25, tileSide: 256)
        #expect(pixels == (12_800 * 8000 + 24 * 2000 * 2000) / 3 * 4)
        #expect(
            zoom.pixelCount(of: SlideRegion(x: 0, y: 0, width: 300, height: 300), mpp: nil, tileSide: 256) == 120_000)
    }
}
