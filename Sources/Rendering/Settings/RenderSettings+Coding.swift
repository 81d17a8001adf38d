internal import Heatmaps

extension RenderSettings: Codable {
    private enum CodingKeys: String, CodingKey {
        case normalization, range, colorMap = "colormap", alpha, style, selection, outline, compatible
        case ground = "background", maxSide, legend, panels, page, header, name, topTiles, spread, values
    }

    /// Decodes settings and checks every value. Missing fields get their defaults.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
            value = try fields.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        normalization = try fields.decodeIfPresent(Normalization.self, forKey: .normalization)
        range = try fields.decodeIfPresent(ScoreRange.self, forKey: .range)
        colorMap = try fields.decodeIfPresent(ColorMap.self, forKey: .colorMap)
        alpha = try fields.decodeIfPresent(Opacity.self, forKey: .alpha)
        try read(.style, into: &style)
        try read(.selection, into: &selection)
        outline = try fields.decodeIfPresent(Outline.self, forKey: .outline)
        compatible = try fields.decodeIfPresent(OtherTool.self, forKey: .compatible)
        ground = try fields.decodeIfPresent(Ground.self, forKey: .ground)
        maxSide = try fields.decodeIfPresent(Int.self, forKey: .maxSide)
        try read(.legend, into: &legend)
        try read(.panels, into: &panels)
        page = try fields.decodeIfPresent(PrintPage.self, forKey: .page)
        try read(.header, into: &header)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        try read(.spread, into: &spread)
        topTiles = try fields.decodeIfPresent(Int.self, forKey: .topTiles)
        try read(.values, into: &values)

        func require(_ isRight: Bool, _ key: CodingKeys) throws {
            guard isRight else {
                throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "out of range")
            }
        }
        try require(maxSide.map(Self.maxSides.contains) ?? true, .maxSide)
        try require(topTiles.map(Self.topTileCounts.contains) ?? true, .topTiles)
        try require(Self.spreads.contains(spread), .spread)
    }

    /// Encodes every field, nil as null.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(normalization, forKey: .normalization)
        try fields.encode(range, forKey: .range)
        try fields.encode(colorMap, forKey: .colorMap)
        try fields.encode(alpha, forKey: .alpha)
        try fields.encode(style, forKey: .style)
        try fields.encode(selection, forKey: .selection)
        try fields.encode(outline, forKey: .outline)
        try fields.encode(compatible, forKey: .compatible)
        try fields.encode(ground, forKey: .ground)
        try fields.encode(maxSide, forKey: .maxSide)
        try fields.encode(legend, forKey: .legend)
        try fields.encode(panels, forKey: .panels)
        try fields.encode(page, forKey: .page)
        try fields.encode(header, forKey: .header)
        try fields.encode(name, forKey: .name)
        try fields.encode(topTiles, forKey: .topTiles)
        try fields.encode(spread, forKey: .spread)
        // A picture of colours says nothing of them.
        if values { try fields.encode(values, forKey: .values) }
    }
}

extension PrintPage: Codable {
    private enum CodingKeys: String, CodingKey { case width, maximumHeight = "maxHeight", dotsPerInch = "dpi" }

    /// Decodes a page and checks its size.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func read(_ key: CodingKeys, in range: ClosedRange<Double>) throws -> Double {
            let value = try fields.decode(Double.self, forKey: key)
            guard range.contains(value) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "\(value)")
            }
            return value
        }
        self.init(
            width: try read(.width, in: Self.widths), maximumHeight: try read(.maximumHeight, in: Self.heights),
            dotsPerInch: try read(.dotsPerInch, in: Self.resolutions))
    }

    /// Encodes the size and the resolution.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(width, forKey: .width)
        try fields.encode(maximumHeight, forKey: .maximumHeight)
        try fields.encode(dotsPerInch, forKey: .dotsPerInch)
    }
}
