/// A table of a map's colours blended with every possible background sample, computed once.
struct Blend {
    /// The blended samples. [entries, 3 channels, 256 backgrounds]
    let table: [UInt8]
    /// Red, green, blue of each entry. [entries, 3]
    let colors: [UInt8]
    /// The opacity of each entry where it is not blended: `round(255 alpha)`. [entries]
    let opacities: [UInt8]

    /// Blends a colour map over the background.
    ///
    /// The corresponding OpenCV line is `cv2.addWeighted(colour, alpha, background, 1 - alpha, 0)`, which computes
    /// `fma(colour, alpha, background * (1 - alpha))` in single precision and rounds half to even. Each entry has its own
    /// alpha.
    ///
    /// - Parameter isSigned: whether a growing opacity grows from the value 0.5.
    init(colorMap: ColorMap, alpha: Opacity, isSigned: Bool = false) {
        precondition(alpha.isValid, "the opacity must be between 0 and 1, not \(alpha)")
        self.init(colors: colorMap.table, alphas: alpha.table(isSigned: isSigned)) { color, background, alpha in
            (Float(background) * Float(1 - alpha)).addingProduct(Float(color), Float(alpha))
        }
    }

    /// Blends the background over the colours: `cv2.addWeighted(background, 1 - alpha, colour, alpha, 0)`. In single
    /// precision, this is not always the same as blending the colours over the background.
    init(backgroundOver colors: [UInt8], alpha: Double) {
        let alphas = [Double](repeating: alpha, count: colors.count / 3)
        self.init(colors: colors, alphas: alphas) { color, background, alpha in
            (Float(color) * Float(alpha)).addingProduct(Float(background), Float(1 - alpha))
        }
    }

    /// colors: [entries, 3], alphas: [entries]
    private init(colors: [UInt8], alphas: [Double], sample: (UInt8, UInt8, Double) -> Float) {
        var table: [UInt8] = []
        table.reserveCapacity(colors.count * 256)
        for (place, color) in colors.enumerated() {
            let alpha = alphas[place / 3]
            for background in UInt8.min...UInt8.max {
                table.append(UInt8(min(sample(color, background, alpha).rounded(.toNearestOrEven), 255)))
            }
        }
        self.table = table
        self.colors = colors
        self.opacities = alphas.map { UInt8(($0 * 255).rounded()) }
    }

    /// Returns the colours of all entries over a background of one colour. [entries, 3]
    func colors(over background: SIMD3<UInt8>) -> [UInt8] {
        colors.indices.map { table[$0 << 8 | Int(background[$0 % 3])] }
    }
}
