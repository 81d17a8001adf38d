internal import Images

/// Draws values of tiles as rows of pixels, where tiles overlap as their exact mean.
///
/// A sweep from top to bottom. Each tile enters at its first row and leaves after its last by changing two column
/// differences, and a prefix sum along the row gives sum and count at every pixel: the cost is that of pixels and
/// tiles, however much they overlap, in memory for one row. Values are summed as integers in steps of 2^-40, so that
/// sums are exact, return to zero when tiles leave, and do not depend on the order of the tiles.
struct Raster {
    /// Consecutive rows that look alike, because no tile begins or ends between them.
    struct Band {
        /// The rows of the canvas.
        var rows: Range<Int>
        /// The mean value at each column; 0 where no tile is. [width]
        var values: [Double]
        /// The number of tiles at each column. [width]
        var counts: [Int32]
    }

    /// A sum of 2^22 values of at most 1 fits an `Int64` with a bit to spare.
    private static let steps = Double(1 << 40)

    private let canvas: PixelSize
    private let values: [Int64]
    private let areas: [(columns: Range<Int>, rows: Range<Int>)]
    /// Tiles in the order of their first rows, and of their last.
    private let entering: [Int]
    private let leaving: [Int]

    init(values: [Double], tiles: TileLayout, canvas: PixelSize) {
        let areas = values.indices.map { tiles.pixels(of: $0, on: canvas) }
        self.canvas = canvas
        self.values = values.map { Int64(($0 * Raster.steps).rounded()) }
        self.areas = areas
        self.entering = areas.indices.sorted { areas[$0].rows.lowerBound < areas[$1].rows.lowerBound }
        self.leaving = areas.indices.sorted { areas[$0].rows.upperBound < areas[$1].rows.upperBound }
    }

    /// Calls `body` with the bands of the canvas, from the top to the last row.
    func forEachBand<Failure: Error>(_ body: (borrowing Band) throws(Failure) -> Void) throws(Failure) {
        var sumSteps = [Int64](repeating: 0, count: canvas.width + 1)
        var countSteps = [Int32](repeating: 0, count: canvas.width + 1)
        var band = Band(
            rows: 0..<0,
            values: [Double](repeating: 0, count: canvas.width),
            counts: [Int32](repeating: 0, count: canvas.width))
        var entering = entering[...]
        var leaving = leaving[...]
        var row = 0
        while row < canvas.height {
            while let tile = entering.first, areas[tile].rows.lowerBound == row {
                add(tile, sign: 1, to: &sumSteps, &countSteps)
                entering.removeFirst()
            }
            while let tile = leaving.first, areas[tile].rows.upperBound == row {
                add(tile, sign: -1, to: &sumSteps, &countSteps)
                leaving.removeFirst()
            }
            let end = min(
                entering.first.map { areas[$0].rows.lowerBound } ?? canvas.height,
                leaving.first.map { areas[$0].rows.upperBound } ?? canvas.height)
            band.rows = row..<end
            var sum: Int64 = 0
            var count: Int32 = 0
            for column in 0..<canvas.width {
                sum += sumSteps[column]
                count += countSteps[column]
                band.counts[column] = count
                band.values[column] = count == 0 ? 0 : Double(sum) / (Double(count) * Raster.steps)
            }
            try body(band)
            row = end
        }
    }

    private func add(_ tile: Int, sign: Int64, to sumSteps: inout [Int64], _ countSteps: inout [Int32]) {
        let columns = areas[tile].columns
        sumSteps[columns.lowerBound] += sign * values[tile]
        sumSteps[columns.upperBound] -= sign * values[tile]
        countSteps[columns.lowerBound] += Int32(sign)
        countSteps[columns.upperBound] -= Int32(sign)
    }
}
