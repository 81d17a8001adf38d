/// A grid with equal steps on which all tiles of a slide lie.
///
/// Tiles may overlap or leave gaps: only their corners count. Cells without a tile are part of the grid.
struct TileLattice {
    /// The corner of the first cell, and the distance of neighbouring ones, in level-0 pixels.
    let origin: SIMD2<Double>
    let step: SIMD2<Double>
    /// The number of cells.
    let columns: Int
    let rows: Int
    /// The cell of each tile, row by row. Tiles at one place share a cell. [tiles]
    let cells: [Int]

    /// Corners may lie this far from the grid, in level-0 pixels: files round them to whole pixels.
    private static let tolerance = 1.0
    /// A grid may have this many cells for each tile. A sparser one is larger than a list of tiles.
    private static let cellsPerTile = 10

    /// Finds the grid; nil if the corners do not lie on one, or if it is too sparse.
    ///
    /// - Parameters:
    ///   - corners: the tiles' corners. [tiles]
    ///   - side: the side of a tile, which is the step along an axis on which all corners are the same.
    init?(_ corners: [SIMD2<Double>], side: Double) {
        guard !corners.isEmpty, let x = Self.axis(corners.map(\.x), side), let y = Self.axis(corners.map(\.y), side)
        else { return nil }
        let (count, isOver) = x.count.multipliedReportingOverflow(by: y.count)
        guard !isOver, count <= corners.count * Self.cellsPerTile + 1000 else { return nil }
        (origin, step) = (SIMD2(x.first, y.first), SIMD2(x.step, y.step))
        (columns, rows) = (x.count, y.count)
        cells = zip(x.places, y.places).map { $1 * x.count + $0 }
    }

    /// Finds equal steps along one axis.
    private static func axis(
        _ numbers: [Double], _ side: Double
    ) -> (first: Double, step: Double, count: Int, places: [Int])? {
        let sorted = numbers.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        // Rounded corners of one column may differ by a pixel.
        let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 2 * tolerance }
        guard let smallest = gaps.min() else {
            return last - first <= tolerance ? (first, side, 1, numbers.map { _ in 0 }) : nil
        }
        // The smallest gap is rounded too, so the step is taken from the whole length.
        let steps = ((last - first) / smallest).rounded()
        guard steps < 1e7 else { return nil }
        let step = (last - first) / steps
        var places: [Int] = []
        places.reserveCapacity(numbers.count)
        for number in numbers {
            let place = ((number - first) / step).rounded()
            guard abs(number - first - place * step) <= tolerance else { return nil }
            places.append(Int(place))
        }
        return (first, step, Int(steps) + 1, places)
    }
}
