internal import Images

/// The mean values of the tiles, smoothed with a Gaussian within the tiles' area.
///
/// The value at each covered pixel is `sum(w m) / sum(w)`. Here m are the means at the covered pixels, and w is the
/// Gaussian of their distance. Pixels outside the tiles get no value and add none. Both sums vary slowly. So they are
/// computed for cells of a few pixels (a third of the Gaussian's standard deviation) and interpolated linearly. The
/// time grows with pixels and tiles, however wide the Gaussian is.
struct SmoothField {
    /// Values are rounded to steps of 2^-20, so that an area of equal tiles has equal values.
    static let steps: Float = 1_048_576

    private let raster: Raster
    private let columns: CellAxis
    private let rows: CellAxis
    /// The smoothed sums of the values of covered pixels, and of the number of covered pixels.
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

    /// Calls `body` with each row of the canvas, from top to bottom.
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

    /// Rounds a value in the same way as this field's values.
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
