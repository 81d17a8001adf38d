internal import Heatmaps

extension RenderSettings {
    /// An outline around tiles, in place of colours.
    public struct Outline: Sendable, Equatable {
        /// The outline encloses values of at least this level, 0 to 1. If nil, it encloses all drawn tiles.
        public var level: Double?
        /// The width of the line in pixels, 1 to 64. If nil, a thousandth of the picture's longest side, but at least
        /// 2.
        public var width: Int?
        /// The colour of the line.
        public var color: LineColor
        /// Whether the line lies on a wider black one, so that it is seen on any tissue.
        public var hasHalo: Bool
        /// Islands and holes of fewer tiles than this have no line. If nil, 2 around a level, and 0 around all drawn tiles.
        public var minimumTiles: Int?

        /// Creates an outline.
        public init(
            level: Double? = nil, width: Int? = nil, color: LineColor = .bright, hasHalo: Bool = true,
            minimumTiles: Int? = nil
        ) {
            (self.level, self.width, self.color) = (level, width, color)
            (self.hasHalo, self.minimumTiles) = (hasHalo, minimumTiles)
        }

        /// The allowed values of `minimumTiles`.
        public static let tileCounts = 0...1_000_000

        /// Returns the line on a picture whose longest side has so many pixels.
        func line(longestSide: Int) -> Heatmaps.Outline {
            let width = width ?? max(2, min(longestSide / 1000, 64))
            var line = Heatmaps.Outline(level: level, width: width, color: color.samples)
            line.haloWidth = hasHalo ? max(1, width / 2) : 0
            line.minimumTiles = minimumTiles ?? (level == nil ? 0 : 2)
            return line
        }
    }
}

extension RenderSettings.Outline: Codable {
    private enum CodingKeys: String, CodingKey { case level, width, color, hasHalo = "halo", minimumTiles }

    /// Decodes an outline and checks its numbers. An earlier version's has no colour: it is a thin black line around everything.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        level = try fields.decodeIfPresent(Double.self, forKey: .level)
        width = try fields.decodeIfPresent(Int.self, forKey: .width)
        color = try fields.decodeIfPresent(LineColor.self, forKey: .color) ?? .black
        hasHalo = try fields.decodeIfPresent(Bool.self, forKey: .hasHalo) ?? false
        let tiles = try fields.decodeIfPresent(Int.self, forKey: .minimumTiles)
        minimumTiles = fields.contains(.minimumTiles) ? tiles : 0
        func require(_ isRight: Bool, _ key: CodingKeys) throws {
            guard isRight else {
                throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "out of range")
            }
        }
        try require(level.map { (0...1).contains($0) } ?? true, .level)
        try require(width.map(RenderSettings.outlineWidths.contains) ?? true, .width)
        try require(minimumTiles.map(Self.tileCounts.contains) ?? true, .minimumTiles)
    }

    /// Encodes every field, nil as null.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(level, forKey: .level)
        try fields.encode(width, forKey: .width)
        try fields.encode(color, forKey: .color)
        try fields.encode(hasHalo, forKey: .hasHalo)
        try fields.encode(minimumTiles, forKey: .minimumTiles)
    }
}
