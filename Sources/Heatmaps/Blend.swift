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
        self.init(colors: colorMap.table, alphas: alpha.table(isSigned: isSigned)) { color, alpha, background, rest in
            (background * rest).addingProduct(color, alpha)
        }
    }

    /// Blends the background over the colours: `cv2.addWeighted(background, 1 - alpha, colour, alpha, 0)`. In single
    /// precision, this is not always the same as blending the colours over the background.
    init(backgroundOver colors: [UInt8], alpha: Double) {
        let alphas = [Double](repeating: alpha, count: colors.count / 3)
        self.init(colors: colors, alphas: alphas) { color, alpha, background, rest in
            (color * alpha).addingProduct(background, rest)
        }
    }

    /// Blends with `sample`, which is given a colour, its opacity, a background and its share.
    ///
    /// The loop is plain because builds without optimisation draw too: ranges and appending would take most of their time.
    ///
    /// colors: [entries, 3], alphas: [entries]
    private init(colors: [UInt8], alphas: [Double], sample: (Float, Float, Float, Float) -> Float) {
        self.table = unsafe [UInt8](unsafeUninitializedCapacity: colors.count * 256) { table, count in
            for place in colors.indices {
                let (color, alpha) = (Float(colors[place]), Float(alphas[place / 3]))
                let rest = Float(1 - alphas[place / 3])
                var background = 0
                while background < 256 {
                    // This far from 0, the next float is 1 away: so the sum is rounded, half to even, without a call.
                    let value = sample(color, alpha, Float(background), rest) + Self.toWhole - Self.toWhole
                    unsafe table[place << 8 | background] = UInt8(min(value, 255))
                    background += 1
                }
            }
            count = colors.count * 256
        }
        self.colors = colors
        self.opacities = alphas.map { UInt8(($0 * 255).rounded()) }
    }

    private static let toWhole = Float(1 << 23)

    /// Returns the colours of all entries over a background of one colour. [entries, 3]
    func colors(over background: SIMD3<UInt8>) -> [UInt8] {
        colors.indices.map { table[$0 << 8 | Int(background[$0 % 3])] }
    }
}
