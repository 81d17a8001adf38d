/// Consecutive rows of a canvas that have equal values.
struct Band {
    /// The rows of the canvas.
    var rows: Range<Int>
    /// The value at each column, 0 to 1; 0 outside the tiles. [width]
    var values: [Double]
    /// The number of tiles at each column. [width]
    var counts: [Int32]

    /// A band without tiles.
    init(width: Int) {
        rows = 0..<0
        values = [Double](repeating: 0, count: width)
        counts = [Int32](repeating: 0, count: width)
    }
}
