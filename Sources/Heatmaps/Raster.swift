internal import Images

/// Draws tile values as rows of pixels. Where tiles overlap, a pixel gets their exact mean.
///
/// The raster sweeps from top to bottom. When a tile begins or ends, two column differences change. A prefix sum along
/// the row gives the sum and the count at every pixel. The time grows with pixels and tiles, however much tiles
/// overlap, and the memory is one row. Values are summed as integers in steps of 2^-40. So sums are exact, return to
/// zero after the last tile, and do not depend on the order of the tiles.
struct Raster {
    /// A sum of 2^22 values, each at most 1, fits into an `Int64` with a bit to spare.
    private static let steps = Double(1 << 40)

    let canvas: PixelSize
    private let values: [Int64]
    private let areas: [(columns: Range<Int>, rows: Range<Int>)]
    /// The tiles sorted by their first row, and by their last row.
    private let entering: [Int]
    private let leaving: [Int]

    init(values: [Double], tiles: TileLayout, canvas: PixelSize) {
        let areas = values.indices.map { tiles.pixels(of: $0, on: canvas) }
        self.canvas = canvas
        self.values = values.map { Int64(($0 * Raster.steps).rounded()) }
        self.areas = areas
        self.entering = Raster.sorted(areas.map(\.rows.lowerBound), limit: canvas.height)
        self.leaving = Raster.sorted(areas.map(\.rows.upperBound), limit: canvas.height)
    }

    /// The smallest range of columns and rows that contains all tiles; empty without tiles.
    var extent: (columns: Range<Int>, rows: Range<Int>) {
        func hull(_ ranges: some Collection<Range<Int>>) -> Range<Int> {
            let lower = ranges.lazy.map(\.lowerBound).min() ?? 0
            return lower..<(ranges.lazy.map(\.upperBound).max() ?? lower)
        }
        return (hull(areas.map(\.columns)), hull(areas.map(\.rows)))
    }

    /// Calls `body` with the bands of the canvas, from top to bottom.
    func forEachBand<Failure: Error>(_ body: (borrowing Band) throws(Failure) -> Void) throws(Failure) {
        var sumSteps = [Int64](repeating: 0, count: canvas.width + 1)
        var countSteps = [Int32](repeating: 0, count: canvas.width + 1)
        var band = Band(width: canvas.width)
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
            Raster.fill(&band, sumSteps: sumSteps, countSteps: countSteps)
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

    private static func fill(_ band: inout Band, sumSteps: [Int64], countSteps: [Int32]) {
        var sum: Int64 = 0
        var count: Int32 = 0
        var mean = 0.0
        for column in band.counts.indices {
            if sumSteps[column] != 0 || countSteps[column] != 0 {
                sum += sumSteps[column]
                count += countSteps[column]
                mean = count == 0 ? 0 : Double(sum) / (Double(count) * Raster.steps)
            }
            band.counts[column] = count
            band.values[column] = mean
        }
    }

    /// Returns the positions of the keys, which are 0 to `limit`, in ascending order of the keys (a counting sort).
    private static func sorted(_ keys: [Int], limit: Int) -> [Int] {
        var ends = [Int](repeating: 0, count: limit + 1)
        for key in keys { ends[key] += 1 }
        for key in ends.indices.dropFirst() { ends[key] += ends[key - 1] }
        var order = [Int](repeating: 0, count: keys.count)
        for position in keys.indices.reversed() {
            ends[keys[position]] -= 1
            order[ends[keys[position]]] = position
        }
        return order
    }
}
