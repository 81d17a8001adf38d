extension Normalization: Codable {}

extension ColorMap: Codable {}

extension ScoreRange: Codable {
    private enum CodingKeys: CodingKey { case low, high }

    /// Decodes both ends, which must be finite and in order.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let (low, high) = (
            try container.decode(Double.self, forKey: .low), try container.decode(Double.self, forKey: .high)
        )
        do throws(HeatmapError) {
            try self.init(low: low, high: high)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .low, in: container, debugDescription: "a range from \(low) to \(high)")
        }
    }

    /// Encodes both ends.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(low, forKey: .low)
        try container.encode(high, forKey: .high)
    }
}

extension Selection: Codable {
    private enum CodingKeys: CodingKey { case kind, value }
    private enum Kind: String, Codable { case all, values, scores, top, topPercent }

    /// Decodes the kind and, if it has one, its number, which must be valid.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .all: self = .all
        case .values: self = .values(atLeast: try container.decode(Double.self, forKey: .value))
        case .scores: self = .scores(atLeast: try container.decode(Double.self, forKey: .value))
        case .top: self = .top(try container.decode(Int.self, forKey: .value))
        case .topPercent: self = .topPercent(try container.decode(Double.self, forKey: .value))
        }
        do throws(HeatmapError) {
            try check()
        } catch {
            throw DecodingError.dataCorruptedError(forKey: .value, in: container, debugDescription: "\(self)")
        }
    }

    /// Encodes the kind and, if it has one, its number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .all:
            try container.encode(Kind.all, forKey: .kind)
        case .values(let limit):
            try container.encode(Kind.values, forKey: .kind)
            try container.encode(limit, forKey: .value)
        case .scores(let limit):
            try container.encode(Kind.scores, forKey: .kind)
            try container.encode(limit, forKey: .value)
        case .top(let count):
            try container.encode(Kind.top, forKey: .kind)
            try container.encode(count, forKey: .value)
        case .topPercent(let percent):
            try container.encode(Kind.topPercent, forKey: .kind)
            try container.encode(percent, forKey: .value)
        }
    }
}
