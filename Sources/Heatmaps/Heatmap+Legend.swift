public import Images

extension Heatmap {
    /// Returns the mean colour of a picture's pixels under the drawn tiles, channel by channel; nil without tiles.
    ///
    /// Of a picture with more than 256 rows, evenly spaced rows are enough.
    ///
    /// - Throws: `HeatmapError` if the picture has no or too many pixels.
    public func meanColor(under picture: Image) throws(HeatmapError) -> SIMD3<UInt8>? {
        let canvas = try Background.thumbnail(picture).checkedSize()
        let pixels = picture.flattenedOnWhite().pixels
        let samples = pixels.span
        let step = 1 + canvas.height / 256
        var (sum, count) = (SIMD3<Int>(), 0)
        Raster(values: values, tiles: tiles, canvas: canvas).forEachBand { (band) throws(Never) in
            for row in band.rows where row % step == 0 {
                let start = 3 * row * canvas.width
                for column in band.counts.indices where band.counts[column] > 0 {
                    for channel in 0..<3 { sum[channel] += Int(samples[start + 3 * column + channel]) }
                    count += 1
                }
            }
        }
        guard count > 0 else { return nil }
        return SIMD3(truncatingIfNeeded: (sum &+ count / 2) / count)
    }

    /// Returns the colours that a colour bar has if it lies on one colour like the heatmap on its background: the pixels of
    /// the values 0 to 1. [256, 3]
    public func barColors(
        over color: SIMD3<UInt8>, colorMap: ColorMap = .coolwarm, alpha: Opacity = 0.4
    ) -> [UInt8] {
        Blend(colorMap: colorMap, alpha: alpha, isSigned: isSigned).colors(over: color)
    }
}
