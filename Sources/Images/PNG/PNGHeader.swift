/// What a PNG file says about its pixels before the first of them: the IHDR chunk.
package struct PNGHeader: Sendable, Equatable {
    /// What a pixel holds as the file stores it.
    package enum ColorType: UInt8, Sendable {
        case gray = 0
        case rgb = 2
        case palette = 3
        case grayAlpha = 4
        case rgba = 6

        /// The bits of one sample that go with the type.
        var bitDepths: [Int] {
            switch self {
            case .gray: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .rgb, .grayAlpha, .rgba: [8, 16]
            }
        }
    }

    package let size: PixelSize
    /// Bits of one sample, or of an index into the palette.
    package let bitDepth: Int
    package let colorType: ColorType
    package let isInterlaced: Bool

    /// The header of the pictures that this package writes.
    init(size: PixelSize, channels: Image.Channels) {
        self.size = size
        bitDepth = 8
        colorType = channels == .rgba ? .rgba : .rgb
        isInterlaced = false
    }

    /// Reads the data of the chunk; nil where it breaks the format's rules.
    init?(_ data: [UInt8]) {
        guard data.count == 13, let colorType = ColorType(rawValue: data[9]), data[10...11] == [0, 0], data[12] < 2
        else { return nil }
        size = PixelSize(width: PNGChunk.number(in: data, at: 0), height: PNGChunk.number(in: data, at: 4))
        bitDepth = Int(data[8])
        self.colorType = colorType
        isInterlaced = data[12] == 1
        let sides = 1...PNGChunk.maximumLength
        guard sides ~= size.width, sides ~= size.height, colorType.bitDepths.contains(bitDepth) else { return nil }
    }

    /// The chunk, whole.
    var chunk: [UInt8] {
        let tail = [UInt8(bitDepth), colorType.rawValue, 0, 0, isInterlaced ? 1 : 0]
        return PNGChunk.bytes("IHDR", PNGChunk.bytes(of: size.width) + PNGChunk.bytes(of: size.height) + tail)
    }
}
