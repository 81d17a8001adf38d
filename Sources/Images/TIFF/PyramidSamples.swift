/// What a pixel of a pyramid holds, in 32 bits.
package enum PyramidSamples: Sendable {
    /// Red, green, blue and opacity, a byte each, red in the lowest. Colours are not multiplied by the opacity.
    case rgba
    /// A number, float32. NaN where there is none.
    case numbers

    /// A pixel without a tile.
    var nothing: UInt32 {
        switch self {
        case .rgba: 0
        case .numbers: Float.nan.bitPattern
        }
    }

    /// Returns the means of 2 x 2 pixels, or of as many as there are at the border.
    ///
    /// Colours count by their opacity. NaN does not count.
    ///
    /// - Parameters:
    ///   - upper: a row. [width]
    ///   - lower: the row below it; the same one where there is none. [width]
    func halved(_ upper: [UInt32], _ lower: [UInt32]) -> [UInt32] {
        var means = [UInt32](repeating: nothing, count: (upper.count + 1) / 2)
        let (upper, lower) = (upper.span, lower.span)
        var target = means.mutableSpan
        for column in target.indices {
            let (left, right) = (2 * column, min(2 * column + 1, upper.count - 1))
            let pixels = (upper[left], upper[right], lower[left], lower[right])
            if pixels == (pixels.0, pixels.0, pixels.0, pixels.0) {
                target[column] = pixels.0
            } else {
                target[column] = self == .rgba ? Self.meanColor(pixels) : Self.meanNumber(pixels)
            }
        }
        return means
    }

    private typealias Four = (UInt32, UInt32, UInt32, UInt32)

    private static func meanColor(_ pixels: Four) -> UInt32 {
        var sums = SIMD4<UInt32>.zero
        func add(_ pixel: UInt32) {
            let alpha = pixel >> 24
            sums &+= SIMD4(pixel & 255 &* alpha, pixel >> 8 & 255 &* alpha, pixel >> 16 & 255 &* alpha, alpha)
        }
        for pixel in [pixels.0, pixels.1, pixels.2, pixels.3] { add(pixel) }
        guard sums.w > 0 else { return 0 }
        let colors = (sums &* 2 &+ sums.w) / (2 &* sums.w)
        let opacity = (2 * sums.w + 4) / 8
        return colors.x | colors.y << 8 | colors.z << 16 | opacity << 24
    }

    private static func meanNumber(_ pixels: Four) -> UInt32 {
        var (sum, count) = (0.0, 0.0)
        func add(_ pixel: UInt32) {
            let number = Float(bitPattern: pixel)
            guard !number.isNaN else { return }
            sum += Double(number)
            count += 1
        }
        for pixel in [pixels.0, pixels.1, pixels.2, pixels.3] { add(pixel) }
        return count > 0 ? Float(sum / count).bitPattern : Float.nan.bitPattern
    }
}
