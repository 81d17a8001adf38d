/// How opaque the colours are: 0 shows the background alone, 1 the colours alone.
///
///     heatmap.drawn(over: background, alpha: 0.4)
///     heatmap.drawn(over: background, alpha: .growing(from: 0.1, to: 0.7))
public enum Opacity: Sendable, Hashable {
    /// The same for every value.
    case constant(Double)
    /// Low values show the background, high values the colours. If scores are signed, the opacity grows with the distance
    /// from the value 0.5 to both sides.
    case growing(from: Double, to: Double)

    /// Whether every opacity is between 0 and 1.
    public var isValid: Bool { [lowest, highest].allSatisfy((0...1).contains) }

    /// Whether it depends on the value.
    public var isGrowing: Bool { if case .growing = self { true } else { false } }

    /// The opacity where it begins to grow.
    public var lowest: Double {
        switch self {
        case .constant(let alpha), .growing(let alpha, _): alpha
        }
    }

    /// The opacity where it has grown most.
    public var highest: Double {
        switch self {
        case .constant(let alpha), .growing(_, let alpha): alpha
        }
    }

    /// Returns the opacity of each entry of a colour map. [256]
    ///
    /// Entry e has `from + (to - from) e / 255`, or from the middle, `from + (to - from) |2 e - 255| / 255`, in double
    /// precision.
    ///
    /// - Parameter isSigned: whether it grows from the middle.
    public func table(isSigned: Bool) -> [Double] {
        (0..<256).map { entry in
            switch self {
            case .constant(let alpha): alpha
            case .growing(let from, let to):
                from + (to - from) * (Double(isSigned ? abs(2 * entry - 255) : entry) / 255)
            }
        }
    }
}

extension Opacity: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A constant opacity.
    public init(floatLiteral value: Double) { self = .constant(value) }

    /// A constant opacity.
    public init(integerLiteral value: Int) { self = .constant(Double(value)) }
}

extension Opacity: Codable {
    private enum CodingKeys: String, CodingKey { case from, to }

    /// Decodes a number, or an object with the numbers `from` and `to`. All must be between 0 and 1.
    public init(from decoder: any Decoder) throws {
        if let alpha = try? decoder.singleValueContainer().decode(Double.self) {
            self = .constant(alpha)
        } else {
            let ends = try decoder.container(keyedBy: CodingKeys.self)
            self = .growing(
                from: try ends.decode(Double.self, forKey: .from), to: try ends.decode(Double.self, forKey: .to))
        }
        guard isValid else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "out of range"))
        }
    }

    /// Encodes a constant opacity as a number.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .constant(let alpha):
            var container = encoder.singleValueContainer()
            try container.encode(alpha)
        case .growing(let from, let to):
            var ends = encoder.container(keyedBy: CodingKeys.self)
            try ends.encode(from, forKey: .from)
            try ends.encode(to, forKey: .to)
        }
    }
}
