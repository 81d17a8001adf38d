/// A picture at another size, made from the rows of the original, each of which is needed only once.
///
/// Each pixel is the mean of the pixels that it covers. A pixel of the original belongs to the pixel that its centre falls
/// into, so enlarging repeats the nearest pixel. In RGBA, colours weigh by their opacity. It takes memory for the picture
/// that is made and a few rows of the original, however large the original is.
struct Reduction {
    /// The original's columns behind each column.
    private let columns: [Range<Int>]
    /// The original's rows behind each row.
    private let rows: [Range<Int>]
    private let channels: Image.Channels
    private let stride: Int
    private let isWhole: Bool
    /// The rows that are not finished.
    private var open: [Band] = []
    /// The next row of the original, and the first row that is neither finished nor open.
    private var (next, unopened) = (0, 0)
    private var pixels: [UInt8] = []

    /// Rows with the same pixels behind them, and the sums of these over the rows so far. [width, channels]
    private struct Band {
        let targets: Range<Int>
        var sums: [UInt64]
    }

    /// - Parameters:
    ///   - source: the original's size.
    ///   - extent: the original's extent in its own pixels where its last column and row are only partly filled.
    ///   - target: the size of the picture that is made.
    init(
        from source: PixelSize, extent: SIMD2<Double>? = nil, to target: PixelSize, channels: Image.Channels
    ) {
        isWhole = source == target
        columns = isWhole ? [] : BoxFilter.windows(from: source.width, extent: extent?.x, to: target.width)
        rows = isWhole ? [] : BoxFilter.windows(from: source.height, extent: extent?.y, to: target.height)
        (self.channels, stride) = (channels, source.width * channels.rawValue)
        pixels.reserveCapacity(target.width * target.height * channels.rawValue)
    }

    /// Takes the original's next rows. [rows, width, channels]
    mutating func add(_ samples: Span<UInt8>) {
        if isWhole {
            unsafe samples.withUnsafeBufferPointer { unsafe pixels.append(contentsOf: $0) }
            return
        }
        for start in Swift.stride(from: 0, to: samples.count, by: stride) {
            openBands()
            let row = samples.extracting(start..<start + stride)
            for index in open.indices { add(row, to: &open[index].sums) }
            next += 1
            while let band = open.first, rows[band.targets.lowerBound].upperBound <= next {
                close(open.removeFirst())
            }
        }
    }

    /// Returns the picture, once all rows are added.
    consuming func image(of size: PixelSize) -> Image { Image(size: size, channels: channels, pixels: pixels) }

    private mutating func openBands() {
        while unopened < rows.count, rows[unopened].lowerBound <= next {
            let first = unopened
            while unopened < rows.count, rows[unopened] == rows[first] { unopened += 1 }
            open.append(Band(targets: first..<unopened, sums: [UInt64](repeating: 0, count: stride)))
        }
    }

    /// Adds a row to the sums; in RGBA the colours are multiplied by their opacity.
    private func add(_ row: Span<UInt8>, to sums: inout [UInt64]) {
        var sums = sums.mutableSpan
        switch channels {
        case .rgb:
            for sample in row.indices { sums[sample] &+= UInt64(row[sample]) }
        case .rgba:
            for sample in Swift.stride(from: 0, to: row.count, by: 4) {
                let alpha = UInt64(row[sample + 3])
                for channel in 0..<3 { sums[sample + channel] &+= alpha &* UInt64(row[sample + channel]) }
                sums[sample + 3] &+= alpha
            }
        }
    }

    /// Appends the means of a band whose rows are all added.
    private mutating func close(_ band: Band) {
        let height = rows[band.targets.lowerBound].count
        let start = pixels.count
        let sums = band.sums.span
        for column in columns {
            var totals = SIMD4<UInt64>()
            for source in column {
                for channel in 0..<channels.rawValue {
                    totals[channel] &+= sums[source * channels.rawValue + channel]
                }
            }
            let area = UInt64(column.count * height)
            let weight = channels == .rgb ? area : totals[3]
            for channel in 0..<3 { pixels.append(Self.mean(totals[channel], weight)) }
            if channels == .rgba { pixels.append(Self.mean(totals[3], area)) }
        }
        let end = pixels.count
        for _ in band.targets.dropFirst() { pixels.append(contentsOf: pixels[start..<end]) }
    }

    private static func mean(_ total: UInt64, _ weight: UInt64) -> UInt8 {
        weight == 0 ? 0 : UInt8((total + weight / 2) / weight)
    }
}
