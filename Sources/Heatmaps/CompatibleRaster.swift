internal import Images

/// Draws tile values as TRIDENT and CLAM do. Corner and side are rounded up separately. Values are added in floating
/// point in the order of the tiles, as numpy does for `sums[y:y + side, x:x + side] += value`.
///
/// Each band adds up the tiles on it. The time grows with the area of the tiles on the canvas, as in the originals. The
/// memory is one row.
struct CompatibleRaster {
    private let canvas: PixelSize
    private let values: [Double]
    private let areas: [(columns: Range<Int>, rows: Range<Int>)]

    /// scale: canvas pixels per level-0 pixel, `1 / downsample` along both axes.
    init(values: [Double], tiles: TileLayout, canvas: PixelSize, scale: SIMD2<Double>) {
        let side = CompatibleRaster.pixels(scale * tiles.side)
        self.canvas = canvas
        self.values = values
        self.areas = tiles.origins.map { origin in
            let corner = CompatibleRaster.pixels(origin * scale)
            return (
                CompatibleRaster.slice(from: corner.x, length: side.x, count: canvas.width),
                CompatibleRaster.slice(from: corner.y, length: side.y, count: canvas.height)
            )
        }
    }

    /// Draws values of any size on pixels that are known.
    init(values: [Double], areas: [(columns: Range<Int>, rows: Range<Int>)], canvas: PixelSize) {
        (self.values, self.areas, self.canvas) = (values, areas, canvas)
    }

    /// Rounds up, and clamps to a range in which sums are exact.
    private static func pixels(_ lengths: SIMD2<Double>) -> SIMD2<Double> {
        lengths.clamped(lowerBound: [-1e15, -1e15], upperBound: [1e15, 1e15]).rounded(.up)
    }

    /// The indices of `array[start:start + length]` in Python, where a negative index counts from the end.
    private static func slice(from start: Double, length: Double, count: Int) -> Range<Int> {
        func bound(_ position: Double) -> Int {
            let count = Double(count)
            return Int(position < 0 ? max(position + count, 0) : min(position, count))
        }
        let lower = bound(start)
        return lower..<max(bound(start + length), lower)
    }

    /// Calls `body` with the bands of the canvas, from top to bottom.
    func forEachBand<Failure: Error>(_ body: (borrowing Band) throws(Failure) -> Void) throws(Failure) {
        let drawn = areas.indices.filter { !areas[$0].columns.isEmpty && !areas[$0].rows.isEmpty }
        let entering = drawn.sorted { (areas[$0].rows.lowerBound, $0) < (areas[$1].rows.lowerBound, $1) }
        let borders = Set(drawn.flatMap { [areas[$0].rows.lowerBound, areas[$0].rows.upperBound] })
            .union([0, canvas.height]).sorted()
        var next = entering[...]
        var active: [Int] = []
        var band = Band(width: canvas.width)
        for (row, end) in zip(borders, borders.dropFirst()) {
            active.removeAll { areas[$0].rows.upperBound <= row }
            while let tile = next.first, areas[tile].rows.lowerBound == row {
                active.append(tile)
                next.removeFirst()
            }
            active.sort()
            band.rows = row..<end
            fill(&band, from: active)
            try body(band)
        }
    }

    private func fill(_ band: inout Band, from active: [Int]) {
        for column in band.counts.indices {
            band.counts[column] = 0
            band.values[column] = 0
        }
        for tile in active {
            for column in areas[tile].columns {
                band.counts[column] += 1
                band.values[column] += values[tile]
            }
        }
        for column in band.counts.indices where band.counts[column] > 1 {
            band.values[column] /= Double(band.counts[column])
        }
    }
}
