/// What a picture's file says about it besides the pixels. PNG and JPEG files have places for it.
///
/// None of it changes how pixels are read: gamma, profiles and notes are ignored.
package struct PictureNotes: Sendable, Equatable {
    /// Notes for a person or a program, in order.
    package var texts: [PictureText]
    /// How large a pixel is.
    package var resolution: PictureResolution?
    /// Whether the colours are those of sRGB, to be rendered perceptually.
    ///
    /// The chunks `gAMA` and `cHRM`, which the specification recommends beside it for readers that do not know `sRGB`,
    /// are not written: readers without `sRGB` take untagged pixels for sRGB anyway, and gamma alone has made programs
    /// disagree about colours.
    package var isSRGB: Bool

    package init(texts: [PictureText] = [], resolution: PictureResolution? = nil, isSRGB: Bool = false) {
        self.texts = texts
        self.resolution = resolution
        self.isSRGB = isSRGB
    }
}

/// How large a pixel is, in the whole pixels a metre that PNG stores.
package struct PictureResolution: Sendable, Equatable {
    /// Pixels a metre along a row.
    package let x: Int
    /// Pixels a metre along a column.
    package let y: Int

    /// The resolution of pixels that are so many micrometres wide and high, rounded to whole pixels a metre.
    ///
    /// nil where that is not from 1 to 2^31 - 1: for a pixel of more than two metres, less than half a nanometre, or no
    /// valid length.
    package init?(micrometersWide width: Double, high height: Double) {
        func pixels(_ micrometres: Double) -> Int? {
            let pixels = (1e6 / micrometres).rounded()
            return pixels >= 1 && pixels <= Double(PNGChunk.maximumLength) ? Int(pixels) : nil
        }
        guard let x = pixels(width), let y = pixels(height) else { return nil }
        self.x = x
        self.y = y
    }

    /// The width and height of a pixel in micrometres.
    package var micrometers: (wide: Double, high: Double) { (1e6 / Double(x), 1e6 / Double(y)) }
}
