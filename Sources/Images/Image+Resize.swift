extension Image {
    /// Returns the image at another size, each pixel the mean of the pixels it covers.
    ///
    /// A source pixel belongs to the target pixel that its centre falls into, so enlarging repeats the nearest pixel.
    /// Agrees within one level with Pillow's `image.resize(size, Image.Resampling.BOX)`. In RGBA, colours weigh by
    /// their opacity.
    public func resized(to target: PixelSize) -> Image {
        guard let count = target.pixelCount, count <= Image.maximumPixelCount else {
            preconditionFailure("an image cannot be resized to \(target) pixels")
        }
        guard target != size else { return self }
        let columns = BoxFilter.windows(from: width, to: target.width)
        let rows = BoxFilter.windows(from: height, to: target.height)
        var resized: [UInt8] = []
        resized.reserveCapacity(count * channels.rawValue)
        for window in rows {
            let sums = columnSums(of: window)
            for columns in columns {
                appendMean(of: columns, in: sums, rows: window.count, to: &resized)
            }
        }
        return Image(size: target, channels: channels, pixels: resized)
    }

    /// The sum of each sample over some rows; in RGBA the colours are multiplied by their opacity. [width, channels]
    private func columnSums(of rows: Range<Int>) -> [Int] {
        let stride = width * channels.rawValue
        var sums = [Int](repeating: 0, count: stride)
        for row in rows {
            let start = row * stride
            switch channels {
            case .rgb:
                for sample in 0..<stride { sums[sample] += Int(pixels[start + sample]) }
            case .rgba:
                for sample in Swift.stride(from: 0, to: stride, by: 4) {
                    let alpha = Int(pixels[start + sample + 3])
                    for channel in 0..<3 { sums[sample + channel] += alpha * Int(pixels[start + sample + channel]) }
                    sums[sample + 3] += alpha
                }
            }
        }
        return sums
    }

    private func appendMean(of columns: Range<Int>, in sums: [Int], rows: Int, to resized: inout [UInt8]) {
        let area = columns.count * rows
        func total(_ channel: Int) -> Int {
            var total = 0
            for column in columns { total += sums[column * channels.rawValue + channel] }
            return total
        }
        func mean(_ total: Int, _ weight: Int) -> UInt8 { weight == 0 ? 0 : UInt8((total + weight / 2) / weight) }
        let colourWeight = channels == .rgb ? area : total(3)
        for channel in 0..<3 { resized.append(mean(total(channel), colourWeight)) }
        if channels == .rgba { resized.append(mean(colourWeight, area)) }
    }
}
