internal import Images

/// The tiles' mean values smoothed by a Gaussian within the tiles' area.
///
/// At each covered pixel `sum(w m) / sum(w)`, where m are the means at the covered pixels and w the Gaussian of their
/// distance: glass neither gets a value nor lends one. Both sums vary slowly, so they are worked out for cells of a
/// few pixels, a third of the Gaussian's standard deviation, and interpolated linearly between: the cost is that of
/// pixels and tiles, however wide the Gaussian is.
struct SmoothField {
    /// Values are rounded to steps of 2^-20, so that an even area is even.
    static let steps: Float = 1_048_576

    private let raster: Raster
    private let columns: CellAxis
    private let rows: CellAxis
    /// The smoothed sums of values over covered pixels, and of their number.
    private var sums: CellGrid
    private var weights: CellGrid

    init(_ raster: Raster, sigma: SIMD2<Double>) {
        let extent = raster.extent
        self.raster = raster
        columns = CellAxis(pixels: extent.columns, sigma: sigma.x)
        rows = CellAxis(pixels: extent.rows, sigma: sigma.y)
        sums = CellGrid(columns: columns.count, rows: rows.count)
        weights = CellGrid(columns: columns.count, rows: rows.count)
        raster.forEachBand { (band) throws(Never) in gather(band) }
        sums.blur(sigma: [columns.sigma, rows.sigma])
        weights.blur(sigma: [columns.sigma, rows.sigma])
    }

    /// Calls `body` with each row of the canvas, from the top.
    func forEachBand<Failure: Error>(_ body: (borrowing Band) throws(Failure) -> Void) throws(Failure) {
        let places = columns.pixels.map(columns.place(of:))
        var smoothed = Band(width: raster.canvas.width)
        var sums = [Float](repeating: 0, count: columns.count)
        var weights = sums
        try raster.forEachBand { (band) throws(Failure) in
            smoothed.counts = band.counts
            for row in band.rows {
                smoothed.rows = row..<row + 1
                if rows.pixels.contains(row) {
                    let (cell, fraction) = rows.place(of: row)
                    self.sums.interpolate(row: cell, fraction: fraction, into: &sums)
                    self.weights.interpolate(row: cell, fraction: fraction, into: &weights)
                    fill(&smoothed.values, where: band.counts, places: places, sums: sums, weights: weights)
                }
                try body(smoothed)
            }
        }
    }

    /// Rounds a value as this field's values are.
    static func rounded(_ value: Float) -> Double {
        Double(Int32(min(max(value, 0), 1) * steps + 0.5)) / Double(steps)
    }

    private mutating func gather(_ band: borrowing Band) {
        guard rows.pixels.overlaps(band.rows) else { return }
        var values = [Float](repeating: 0, count: columns.count)
        var counts = values
        for cell in 0..<columns.count {
            var sum = 0.0
            for column in columns.pixels(ofCell: cell) where band.counts[column] > 0 {
                sum += band.values[column]
                counts[cell] += 1
            }
            values[cell] = Float(sum)
        }
        var row = band.rows.lowerBound
        while row < band.rows.upperBound {
            let cell = rows.cell(of: row)
            let end = min(rows.pixels(ofCell: cell).upperBound, band.rows.upperBound)
            sums.add(values, times: Float(end - row), toRow: cell)
            weights.add(counts, times: Float(end - row), toRow: cell)
            row = end
        }
    }

    /// values, counts: [width], places: [columns], sums, weights: [cells]
    private func fill(
        _ values: inout [Double], where counts: [Int32], places: [(cell: Int, fraction: Float)], sums: [Float],
        weights: [Float]
    ) {
        let first = columns.pixels.lowerBound
        let places = places.span
        let sums = sums.span
        let weights = weights.span
        let counts = counts.span
        var values = values.mutableSpan
        for index in places.indices where counts[first + index] > 0 {
            let (cell, fraction) = places[index]
            let sum = sums[cell] + (sums[cell + 1] - sums[cell]) * fraction
            let weight = weights[cell] + (weights[cell + 1] - weights[cell]) * fraction
            values[first + index] = SmoothField.rounded(sum / weight)
        }
    }
}
