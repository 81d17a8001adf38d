internal import Heatmaps
internal import Ranking
internal import Results
internal import Slides

/// Which parts of a slide a page shows closely: the whole slide, and regions around its top tiles.
struct DeepPlan {
    /// The whole slide first, unless its picture in the page is as fine; then the regions.
    let pyramids: [SlidePyramid]

    /// Plans what to read of a slide.
    ///
    /// - Parameters:
    ///   - shown: the part of the slide that the page shows.
    ///   - pictureStep: level-0 pixels for one pixel of the page's own picture; nil if it has none.
    ///   - mpp: micrometres of a level-0 pixel; nil if unknown.
    init(_ zoom: DeepZoom, of shown: SlideRegion, pictureStep: Double?, mpp: Double?, result: SlideResult?) {
        let side = zoom.regionSide(of: mpp, tileSide: result?.tileSide ?? 0)
        let step = zoom.step(of: mpp)
        let regions = result.map { Self.regions(around: $0, count: zoom.regions, side: side, in: shown) } ?? []
        // Where regions would cover most of the slide, the whole slide takes less.
        let area = regions.reduce(0) { $0 + $1.width * $1.height }
        guard step > 1, area < shown.width * shown.height else {
            pyramids = [SlidePyramid(of: shown, finest: 1, below: pictureStep)].compactMap(\.self)
            return
        }
        let whole = SlidePyramid(of: shown, finest: step, below: pictureStep)
        let end = min(Double(step), pictureStep ?? .infinity)
        pyramids = ([whole] + regions.map { SlidePyramid(of: $0, finest: 1, below: end) }).compactMap(\.self)
    }

    /// Returns squares around top tiles that keep their distance. The tiles between them lie in one of the squares.
    private static func regions(
        around result: SlideResult, count: Int, side: Int, in shown: SlideRegion
    ) -> [SlideRegion] {
        func spread(_ order: [Int], _ count: Int) -> [Int] {
            TileSpread.tiles(
                count, from: order, at: result.origins, apart: max(0, (Double(side) - result.tileSide) / 2))
        }
        // A file of scores can have tiles that are not on the slide.
        let order = Ranks.tilesFromHighest(of: result.scores).filter {
            shown.contains(result.origins[$0] + result.tileSide / 2)
        }
        var tiles: [Int]
        if result.score.isTwoSided {
            // Half of them for what speaks for the class, and half for what speaks against it.
            tiles = spread(order.filter { result.scores[$0] > 0 }, (count + 1) / 2)
            tiles += spread(order.reversed().filter { result.scores[$0] < 0 }, count - tiles.count)
        } else {
            tiles = spread(order, count)
        }
        return tiles.map { SlideRegion(around: result.origins[$0] + result.tileSide / 2, side: side, in: shown) }
    }
}

extension SlideRegion {
    /// Whether a point is in the region.
    fileprivate func contains(_ point: SIMD2<Double>) -> Bool {
        point.x >= Double(x) && point.y >= Double(y) && point.x < Double(x + width) && point.y < Double(y + height)
    }

    /// A square of at most `side` level-0 pixels around a point, inside another region.
    fileprivate init(around centre: SIMD2<Double>, side: Int, in whole: SlideRegion) {
        func start(_ centre: Double, _ first: Int, _ length: Int) -> Int {
            let last = first + length - min(side, length)
            return Int(min(max(centre - Double(side) / 2, Double(first)), Double(last)).rounded(.down))
        }
        self.init(
            x: start(centre.x, whole.x, whole.width), y: start(centre.y, whole.y, whole.height),
            width: min(side, whole.width), height: min(side, whole.height))
    }
}
