internal import Images

extension Drawing {
    /// Returns the page as pixels, drawn without librsvg; nil if the fonts lack a character.
    func raster(with fonts: BundledFonts) -> Image? {
        guard parts.texts.allSatisfy(fonts.canSet) else { return nil }
        var page = Page(size: size)
        for rectangle in parts.rectangles { page.fill([rectangle.box.corners], rectangle.color) }
        for path in parts.paths {
            let lines = path.pen.map { Stroke(path.points, pen: $0).outlines } ?? [path.points]
            page.fill(lines, path.color, opacity: path.opacity)
        }
        for text in parts.texts { page.fill(fonts.outlines(of: text), text.lettering.color.rawValue) }
        for picture in parts.pictures { put(picture, into: &page.pixels) }
        return Image(size: size, channels: .rgb, pixels: page.pixels)
    }

    /// A white page to draw on.
    private struct Page {
        let size: PixelSize
        var pixels: [UInt8]

        init(size: PixelSize) {
            self.size = size
            pixels = [UInt8](repeating: 255, count: 3 * size.width * size.height)
        }

        /// Fills what closed lines enclose.
        ///
        /// - Parameter color: `#rrggbb`.
        mutating func fill(_ lines: [[SIMD2<Double>]], _ color: String, opacity: Double = 1) {
            guard color.utf8.first == UInt8(ascii: "#"), color.utf8.count == 7,
                let color = UInt32(color.dropFirst(), radix: 16)
            else { preconditionFailure("'\(color)' is not a colour as #rrggbb") }
            let channels = [color >> 16, color >> 8 & 255, color & 255].map { Float($0) }
            var pixels = pixels
            self.pixels = []
            Coverage(of: lines, onPageOf: (size.width, size.height)).forEach { x, y, coverage in
                let start = 3 * (y * size.width + x)
                for channel in 0..<3 {
                    let old = Float(pixels[start + channel])
                    pixels[start + channel] = UInt8(
                        (old + (channels[channel] - old) * coverage * Float(opacity)).rounded())
                }
            }
            self.pixels = pixels
        }
    }
}

extension Box {
    /// The corners in their order around the box.
    fileprivate var corners: [SIMD2<Double>] {
        [SIMD2(x, y), SIMD2(x + width, y), SIMD2(x + width, y + height), SIMD2(x, y + height)]
    }
}
