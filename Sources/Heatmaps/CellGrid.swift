internal import CKernels

/// The sums of one quantity over cells of pixels, row by row. [rows, columns]
struct CellGrid {
    private(set) var sums: [Float]
    let columns: Int
    let rows: Int

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        sums = [Float](repeating: 0, count: columns * rows)
    }

    /// Adds `factor` times the numbers to a row. [columns]
    mutating func add(_ numbers: [Float], times factor: Float, toRow row: Int) {
        for column in 0..<columns { sums[row * columns + column] += numbers[column] * factor }
    }

    /// Interpolates between a row and the next, at `fraction` of the way. [columns]
    func interpolate(row: Int, fraction: Float, into numbers: inout [Float]) {
        for column in 0..<columns {
            let upper = sums[row * columns + column]
            numbers[column] = upper + (sums[(row + 1) * columns + column] - upper) * fraction
        }
    }

    /// Convolves with a Gaussian whose largest weight is 1. Cells outside the grid count as 0.
    mutating func blur(sigma: SIMD2<Double>) {
        blurRows(CellGrid.weights(sigma: sigma.x))
        blurColumns(CellGrid.weights(sigma: sigma.y))
    }

    private mutating func blurRows(_ weights: [Float]) {
        let margin = weights.count - 1
        var padded = [Float](repeating: 0, count: columns + 2 * margin)
        for row in 0..<rows {
            for column in 0..<columns { padded[margin + column] = sums[row * columns + column] }
            CellGrid.convolve(padded.span, center: margin, step: 1, weights, into: &sums, at: row * columns, columns)
        }
    }

    private mutating func blurColumns(_ weights: [Float]) {
        let margin = weights.count - 1
        let beyond = [Float](repeating: 0, count: margin * columns)
        let padded = beyond + sums + beyond
        for row in 0..<rows {
            let center = (margin + row) * columns
            CellGrid.convolve(
                padded.span, center: center, step: columns, weights, into: &sums, at: row * columns, columns)
        }
    }

    /// Writes a weighted sum of runs of `count` numbers. The runs begin at `center` and at multiples of `step` on both
    /// sides of it. Each pass adds two distances, so it reads four runs for each write of the sum.
    private static func convolve(
        _ numbers: Span<Float>, center: Int, step: Int, _ weights: [Float], into sums: inout [Float], at start: Int,
        _ count: Int
    ) {
        var sums = sums.mutableSpan
        for column in 0..<count { sums[start + column] = numbers[center + column] * weights[0] }
        for distance in stride(from: 1, to: weights.count, by: 2) {
            let (near, far) = (weights[distance], weights[distance + 1])
            let (before, after) = (center - distance * step, center + distance * step)
            for column in 0..<count {
                sums[start + column] +=
                    (numbers[before + column] + numbers[after + column]) * near
                    + (numbers[before - step + column] + numbers[after + step + column]) * far
            }
        }
    }

    /// The Gaussian at 0, 1, 2 ... up to at least four standard deviations. The number of weights is odd.
    private static func weights(sigma: Double) -> [Float] {
        guard sigma > 0 else { return [1] }
        return (0...2 * Int((2 * sigma).rounded(.up))).map { distance in
            let place = Double(distance) / sigma
            return Float(kernel_exp(-place * place / 2))
        }
    }
}
