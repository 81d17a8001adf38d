/// The sums of the samples behind some pixels of a picture that shrinks, added piece by piece.
///
/// Computes what `Image.resized` does, for an image that is never whole in memory.
struct BoxSums {
    /// The source columns behind each column of the picture.
    private let columns: ArraySlice<Range<Int>>
    /// The source rows behind each row of the picture.
    private let rows: ArraySlice<Range<Int>>
    /// Red, green and blue. [rows, columns, 3]
    private var sums: [UInt64]
    /// The sums of the source columns over the rows behind one row of the picture. [source columns] each
    private var red: [UInt32] = []
    private var green: [UInt32] = []
    private var blue: [UInt32] = []

    init(columns: ArraySlice<Range<Int>>, rows: ArraySlice<Range<Int>>) {
        self.columns = columns
        self.rows = rows
        self.sums = [UInt64](repeating: 0, count: 3 * columns.count * rows.count)
    }

    /// Adds a rectangle of the source, laid on white. [y.count, x.count]
    ///
    /// - Parameters:
    ///   - pixels: premultiplied ARGB.
    ///   - y: at most 2^23 rows, or the sums of a column overflow.
    mutating func add(_ pixels: [UInt32], x: Range<Int>, y: Range<Int>) {
        for (index, window) in rows.enumerated() {
            let window = window.clamped(to: y)
            guard !window.isEmpty else { continue }
            addUp(pixels, width: x.count, rows: window.lowerBound - y.lowerBound..<window.upperBound - y.lowerBound)
            var target = 3 * columns.count * index
            for column in columns {
                let column = column.clamped(to: x)
                for source in column {
                    sums[target] += UInt64(red[source - x.lowerBound])
                    sums[target + 1] += UInt64(green[source - x.lowerBound])
                    sums[target + 2] += UInt64(blue[source - x.lowerBound])
                }
                target += 3
            }
        }
    }

    /// Sums each source column over some rows.
    private mutating func addUp(_ pixels: [UInt32], width: Int, rows: Range<Int>) {
        red = [UInt32](repeating: 0, count: width)
        green = red
        blue = red
        for row in rows {
            let start = row * width
            for column in 0..<width {
                let pixel = pixels[start + column]
                let white = 255 - pixel >> 24
                red[column] &+= white + (pixel >> 16 & 255)
                green[column] &+= white + (pixel >> 8 & 255)
                blue[column] &+= white + (pixel & 255)
            }
        }
    }

    /// The mean behind each pixel, once all of the source is added. [rows, columns, 3]
    var means: [UInt8] {
        var means: [UInt8] = []
        means.reserveCapacity(sums.count)
        for row in rows {
            for column in columns {
                let area = UInt64(row.count * column.count)
                for _ in 0..<3 {
                    // A slide whose colours exceed their opacity would be lighter than white.
                    means.append(UInt8(min(255, (sums[means.count] + area / 2) / area)))
                }
            }
        }
        return means
    }
}
