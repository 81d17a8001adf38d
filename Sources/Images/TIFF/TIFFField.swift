/// One field of a TIFF directory: a tag, a type and values.
struct TIFFField {
    /// The types of values that are written.
    enum Kind: UInt16 {
        case ascii = 2
        case short = 3
        case long = 4
        case rational = 5
        case directory = 13
        case long8 = 16
        case directory8 = 18

        /// Bytes of one value.
        var width: Int {
            switch self {
            case .ascii: 1
            case .short: 2
            case .long, .directory: 4
            case .rational, .long8, .directory8: 8
            }
        }
    }

    let tag: UInt16
    let kind: Kind
    let count: Int
    /// The values, little-endian.
    let bytes: [UInt8]

    /// Whole numbers.
    init(_ tag: Tag, _ kind: Kind, _ values: [Int]) {
        (self.tag, self.kind, count) = (tag.rawValue, kind, values.count)
        bytes = values.flatMap { Self.bytes(of: $0, width: kind.width) }
    }

    /// A text, which ends with a zero.
    init(_ tag: Tag, _ text: String) {
        bytes = Array(text.utf8) + [0]
        (self.tag, kind, count) = (tag.rawValue, .ascii, bytes.count)
    }

    /// A fraction.
    init(_ tag: Tag, _ numerator: Int, over denominator: Int) {
        (self.tag, kind, count) = (tag.rawValue, .rational, 1)
        bytes = Self.bytes(of: numerator, width: 4) + Self.bytes(of: denominator, width: 4)
    }

    /// Returns a number as TIFF stores it.
    static func bytes(of number: Int, width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// The tags of TIFF 6.0 that are written.
    enum Tag: UInt16 {
        case subfileType = 254
        case width = 256
        case height = 257
        case bitsPerSample = 258
        case compression = 259
        case photometric = 262
        case description = 270
        case samplesPerPixel = 277
        case resolutionX = 282
        case resolutionY = 283
        case planarConfiguration = 284
        case resolutionUnit = 296
        case software = 305
        case tileWidth = 322
        case tileHeight = 323
        case tileOffsets = 324
        case tileByteCounts = 325
        case subdirectories = 330
        case extraSamples = 338
        case sampleFormat = 339
    }
}
