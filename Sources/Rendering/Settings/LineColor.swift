/// The colour of a line, as `#rrggbb`.
public struct LineColor: Sendable, Equatable {
    /// Red, green and blue.
    public let samples: SIMD3<UInt8>

    /// Creates a colour.
    public init(_ samples: SIMD3<UInt8>) { self.samples = samples }

    /// A cyan that neither stain of H&E comes near, for readers with any colour vision.
    public static let bright = LineColor([0, 229, 255])
    /// Black.
    public static let black = LineColor([0, 0, 0])

    /// The colours that have a name.
    public static let names: [(name: String, color: LineColor)] = [
        ("cyan", bright), ("yellow", LineColor([255, 225, 0])), ("white", LineColor([255, 255, 255])), ("black", black),
        ("red", LineColor([230, 0, 0])), ("green", LineColor([0, 200, 60])), ("blue", LineColor([0, 80, 255])),
        ("magenta", LineColor([255, 0, 255])), ("orange", LineColor([255, 140, 0])),
    ]

    /// Reads `#rrggbb` or a name; nil for anything else. Upper and lower case are equal.
    public init?(_ text: String) {
        let text = text.lowercased()
        if let named = Self.names.first(where: { $0.name == text }) {
            self = named.color
            return
        }
        let digits = text.dropFirst()
        guard text.hasPrefix("#"), digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
            let number = UInt32(digits, radix: 16)
        else { return nil }
        self.init([UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255)])
    }

    /// The colour as `#rrggbb`.
    public var text: String {
        "#" + [samples.x, samples.y, samples.z].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension LineColor: Codable {
    /// Decodes a colour as `#rrggbb`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let color = LineColor(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no colour")
        }
        self = color
    }

    /// Encodes the colour as `#rrggbb`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
