/// The colours of a map laid over every possible background sample, worked out once.
///
/// The corresponding OpenCV line is `cv2.addWeighted(colour, alpha, background, 1 - alpha, 0)`, which computes
/// `fma(colour, alpha, background * (1 - alpha))` in single precision and rounds half to even.
struct Blend {
    /// The blended samples. [256 entries, 3 channels, 256 backgrounds]
    let table: [UInt8]
    /// Red, green, blue of each entry. [256, 3]
    let colors: [UInt8]
    /// The opacity of a pixel that is not blended: `round(255 alpha)`.
    let opacity: UInt8

    init(colorMap: ColorMap, alpha: Double) {
        precondition((0...1).contains(alpha), "the opacity of an overlay lies between 0 and 1, not at \(alpha)")
        let colors = colorMap.table
        let weight = Float(alpha)
        let backgrounds = (0..<256).map { Float($0) * Float(1 - alpha) }
        var table: [UInt8] = []
        table.reserveCapacity(colors.count * 256)
        for color in colors {
            for background in backgrounds {
                let sample = background.addingProduct(Float(color), weight).rounded(.toNearestOrEven)
                table.append(UInt8(min(sample, 255)))
            }
        }
        self.table = table
        self.colors = colors
        self.opacity = UInt8((alpha * 255).rounded())
    }
}
