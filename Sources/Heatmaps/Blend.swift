/// A table of a map's colours blended with every possible background sample, computed once.
struct Blend {
    /// The blended samples. [entries, 3 channels, 256 backgrounds]
    let table: [UInt8]
    /// Red, green, blue of each entry. [entries, 3]
    let colors: [UInt8]
    /// The opacity of a pixel that is not blended: `round(255 alpha)`.
    let opacity: UInt8

    /// Blends a colour map over the background.
    ///
    /// The corresponding OpenCV line is `cv2.addWeighted(colour, alpha, background, 1 - alpha, 0)`, which computes
    /// `fma(colour, alpha, background * (1 - alpha))` in single precision and rounds half to even.
    init(colorMap: ColorMap, alpha: Double) {
        precondition((0...1).contains(alpha), "the opacity must be between 0 and 1, not \(alpha)")
        let weight = Float(alpha)
        let backgrounds = (0..<256).map { Float($0) * Float(1 - alpha) }
        self.init(colors: colorMap.table, alpha: alpha) { color, background in
            backgrounds[Int(background)].addingProduct(Float(color), weight)
        }
    }

    /// Blends the background over the colours: `cv2.addWeighted(background, 1 - alpha, colour, alpha, 0)`. In single
    /// precision, this is not always the same as blending the colours over the background.
    init(backgroundOver colors: [UInt8], alpha: Double) {
        let weight = Float(1 - alpha)
        self.init(colors: colors, alpha: alpha) { color, background in
            (Float(color) * Float(alpha)).addingProduct(Float(background), weight)
        }
    }

    private init(colors: [UInt8], alpha: Double, sample: (UInt8, UInt8) -> Float) {
        var table: [UInt8] = []
        table.reserveCapacity(colors.count * 256)
        for color in colors {
            for background in UInt8.min...UInt8.max {
                table.append(UInt8(min(sample(color, background).rounded(.toNearestOrEven), 255)))
            }
        }
        self.table = table
        self.colors = colors
        self.opacity = UInt8((alpha * 255).rounded())
    }
}
