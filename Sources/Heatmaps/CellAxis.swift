/// The pixels of one axis in cells of a few, small against the Gaussian that will smooth them.
struct CellAxis {
    /// The pixels that have cells.
    let pixels: Range<Int>
    /// The number of pixels in a cell; the last may have fewer.
    let side: Int
    /// The standard deviation of the Gaussian, in cells.
    let sigma: Double

    /// Cells to a standard deviation. With 3, smoothed values are off by less than a colour of the map.
    private static let cellsToSigma = 3.0

    init(pixels: Range<Int>, sigma: Double) {
        // A Gaussian far wider than the picture is as good as an endless one.
        let sigma = min(sigma, 16 * Double(max(pixels.count, 1)))
        let side = min(max(1, Int(sigma / CellAxis.cellsToSigma)), max(1, pixels.count))
        // Summing over a cell and interpolating between cells smooth a little by themselves.
        let own = Double(side * side - 1) / 4
        self.pixels = pixels
        self.side = side
        self.sigma = max(sigma * sigma - own, 0).squareRoot() / Double(side)
    }

    /// The number of cells, with an empty one before the first and after the last pixel.
    var count: Int { (pixels.count + side - 1) / side + 2 }

    /// The cell of a pixel.
    func cell(of pixel: Int) -> Int { (pixel - pixels.lowerBound) / side + 1 }

    /// The pixels of a cell; none in the first and last.
    func pixels(ofCell cell: Int) -> Range<Int> {
        let first = pixels.lowerBound + (cell - 1) * side
        return (first..<first + side).clamped(to: pixels)
    }

    /// The cell whose centre lies at or before a pixel's, and the way from there to the next, 0 to 1.
    func place(of pixel: Int) -> (cell: Int, fraction: Float) {
        let position = (Double(pixel - pixels.lowerBound) + 0.5) / Double(side) + 0.5
        return (Int(position), Float(position - position.rounded(.down)))
    }
}
