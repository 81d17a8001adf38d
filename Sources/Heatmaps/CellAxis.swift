/// Divides the pixels of one axis into cells that are small compared with the Gaussian that smooths them.
struct CellAxis {
    /// The pixels that have cells.
    let pixels: Range<Int>
    /// The number of pixels in a cell; the last may have fewer.
    let side: Int
    /// The standard deviation of the Gaussian, in cells.
    let sigma: Double

    /// The number of cells per standard deviation. With 3, the error of smoothed values is less than one colour of the
    /// map.
    private static let cellsToSigma = 3.0

    init(pixels: Range<Int>, sigma: Double) {
        // A Gaussian far wider than the picture gives the same result as an infinitely wide one.
        let sigma = min(sigma, 16 * Double(max(pixels.count, 1)))
        let side = min(max(1, Int(sigma / CellAxis.cellsToSigma)), max(1, pixels.count))
        // Summing within a cell and interpolating between cells already smooth a little.
        let own = Double(side * side - 1) / 4
        self.pixels = pixels
        self.side = side
        self.sigma = max(sigma * sigma - own, 0).squareRoot() / Double(side)
    }

    /// The number of cells, including an empty cell at each end.
    var count: Int { (pixels.count + side - 1) / side + 2 }

    /// The cell that contains a pixel.
    func cell(of pixel: Int) -> Int { (pixel - pixels.lowerBound) / side + 1 }

    /// The pixels of a cell. The first and the last cell are empty.
    func pixels(ofCell cell: Int) -> Range<Int> {
        let first = pixels.lowerBound + (cell - 1) * side
        return (first..<first + side).clamped(to: pixels)
    }

    /// The last cell whose centre is at or before the pixel's centre, and the fraction of the way to the next cell, 0
    /// to 1.
    func place(of pixel: Int) -> (cell: Int, fraction: Float) {
        let position = (Double(pixel - pixels.lowerBound) + 0.5) / Double(side) + 0.5
        return (Int(position), Float(position - position.rounded(.down)))
    }
}
