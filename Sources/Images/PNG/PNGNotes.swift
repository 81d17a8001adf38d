/// What a PNG file says about its picture besides the pixels.
///
/// None of it changes how pixels are read: gamma, profiles and notes are ignored.
package struct PNGNotes: Sendable, Equatable {
    /// Notes for a person or a program, in order.
    package var texts: [PNGText]
    /// How large a pixel is.
    package var resolution: PNGResolution?
    /// Whether the colours are those of sRGB, to be rendered perceptually.
    ///
    /// The chunks `gAMA` and `cHRM`, which the specification recommends beside it for readers that do not know `sRGB`,
    /// are not written: readers without `sRGB` take untagged pixels for sRGB anyway, and gamma alone has made programs
    /// disagree about colours.
    package var isSRGB: Bool

    package init(texts: [PNGText] = [], resolution: PNGResolution? = nil, isSRGB: Bool = false) {
        self.texts = texts
        self.resolution = resolution
        self.isSRGB = isSRGB
    }

    /// The chunks that stand between the header and the pixels; `name` is what errors call the file.
    func chunks(for name: String) throws(ImageError) -> [UInt8] {
        var chunks: [UInt8] = []
        if isSRGB { chunks += PNGChunk.bytes("sRGB", [0]) }
        if let resolution { chunks += PNGChunk.bytes("pHYs", resolution.data) }
        for text in texts {
            let (type, data) = text.stored
            guard data.count <= PNGText.maximumByteCount else {
                throw .noteTooLong(path: name, keyword: text.keyword, byteCount: data.count)
            }
            chunks += PNGChunk.bytes(type, data)
        }
        return chunks
    }
}

/// How large a pixel is, in the whole pixels a metre that PNG stores.
package struct PNGResolution: Sendable, Equatable {
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

    /// Reads the data of a pHYs chunk; nil where it gives only a pixel's aspect, or breaks the format's rules.
    init?(_ data: [UInt8]) {
        let range = 1...PNGChunk.maximumLength
        guard data.count == 9, data[8] == 1 else { return nil }
        x = PNGChunk.number(in: data, at: 0)
        y = PNGChunk.number(in: data, at: 4)
        guard range ~= x, range ~= y else { return nil }
    }

    var data: [UInt8] { PNGChunk.bytes(of: x) + PNGChunk.bytes(of: y) + [1] }

    /// The width and height of a pixel in micrometres.
    package var micrometers: (wide: Double, high: Double) { (1e6 / Double(x), 1e6 / Double(y)) }
}
