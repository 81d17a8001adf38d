public import Images

/// A slide's tiles, coloured by their scores.
///
///     let heatmap = try Heatmap(values: Normalization.rank.applied(to: scores), tiles: tiles)
///     try heatmap.writePNG(to: "overlay.png", over: .thumbnail(thumbnail), colorMap: .coolwarm, alpha: 0.4)
public struct Heatmap: Sendable {
    /// The largest number of tiles in a heatmap. Up to this number, sums over all tiles are exact.
    public static let maximumTileCount = 1 << 22

    /// How tiles are drawn.
    public var style = HeatmapStyle.tiles
    /// A line to draw instead of colours.
    public var outline: Outline?

    /// One value between 0 and 1 for each drawn tile. [tiles]
    let values: [Double]
    let tiles: TileLayout
    /// Whether a growing opacity grows from the value 0.5.
    let isSigned: Bool

    /// Matches values between 0 and 1 with tiles, and draws all tiles.
    ///
    /// - Throws: `HeatmapError` if the numbers of values and tiles differ, or if tiles are not finite or lie outside
    ///   the slide.
    public init(values: [Double], tiles: TileLayout) throws(HeatmapError) {
        try tiles.check()
        guard values.count == tiles.origins.count else {
            throw .countMismatch(scores: values.count, tiles: tiles.origins.count)
        }
        if let tile = values.firstIndex(where: { !(0...1).contains($0) }) {
            preconditionFailure("the value of tile \(tile) is \(values[tile]), not between 0 and 1")
        }
        self.values = values
        self.tiles = tiles
        isSigned = false
    }

    /// Matches normalised scores with tiles, and selects the tiles to draw.
    ///
    /// - Throws: `HeatmapError` if the numbers of scores and tiles differ, if tiles are not finite or lie outside the
    ///   slide, or if the selection is not valid.
    public init(
        values scores: NormalizedScores, tiles: TileLayout, selection: Selection = .all
    ) throws(HeatmapError) {
        let all = try Heatmap(values: scores.values, tiles: tiles)
        let selected = try selection.tiles(of: scores)
        isSigned = scores.isSigned
        self.values = selected.map { all.values[$0] }
        self.tiles = TileLayout(origins: selected.map { tiles.origins[$0] }, side: tiles.side, slide: tiles.slide)
    }

    /// The number of drawn tiles.
    public var drawnTileCount: Int { values.count }

    /// Draws the heatmap into memory.
    ///
    /// - Throws: `HeatmapError` if the canvas, the style or the outline cannot be drawn.
    public func drawn(
        over background: Background, colorMap: ColorMap = .coolwarm, alpha: Opacity = 0.4
    ) throws(HeatmapError) -> Image {
        let field = try field(on: background)
        if let outline { return rows(of: outline, field, over: background).drawn() }
        let blend = Blend(colorMap: colorMap, alpha: alpha, isSigned: isSigned)
        return ColorRows(background: background, field: field, blend: blend).drawn()
    }

    /// Draws the heatmap row by row into a PNG file. The file is written completely or not at all.
    ///
    /// Pixels outside the tiles are exactly the background's pixels. The same input gives the same bytes.
    /// - Throws: `HeatmapError` if the canvas, the style or the outline cannot be drawn, or `ImageError` if the file
    ///   cannot be written.
    public func writePNG(
        to path: String, over background: Background, colorMap: ColorMap = .coolwarm, alpha: Opacity = 0.4
    ) throws {
        try write(over: background, colorMap: colorMap, alpha: alpha) { (size, channels) throws(ImageError) in
            try PNGWriter(to: path, size: size, channels: channels)
        }
    }

    /// Draws the heatmap row by row into a file of any format.
    ///
    /// - Parameter begin: opens the file of a picture of this size.
    package func write<Writer: PictureWriter & ~Copyable>(
        over background: Background, colorMap: ColorMap, alpha: Opacity,
        to begin: (PixelSize, Image.Channels) throws(ImageError) -> Writer
    ) throws {
        let field = try field(on: background, Writer.canHold)
        if let outline { return try rows(of: outline, field, over: background).write(begin) }
        let blend = Blend(colorMap: colorMap, alpha: alpha, isSigned: isSigned)
        try ColorRows(background: background, field: field, blend: blend).write(begin)
    }

    private func rows(of outline: Outline, _ field: Field, over background: Background) -> OutlineRows {
        let canvas = background.size
        let tile = SIMD2(
            tiles.side * Double(canvas.width) / Double(tiles.slide.width),
            tiles.side * Double(canvas.height) / Double(tiles.slide.height))
        // An area counts as so many tiles if it is nearer to that than to one tile fewer.
        let area = max(0, Double(min(outline.minimumTiles, 1 << 30)) - 0.5) * tile.x * tile.y
        return OutlineRows(
            background: background, field: field, outline: outline, minimumArea: Int(min(area, 1e12).rounded(.up)))
    }

    /// Checks the canvas, the style and the outline, and prepares the values.
    private func field(
        on background: Background, _ isPossible: (PixelSize) -> Bool = Image.isPossible
    ) throws(HeatmapError) -> Field {
        let canvas = try background.checkedSize(isPossible)
        let sigma = try style.sigma(of: tiles, on: canvas)
        try outline?.check()
        return Field(Raster(values: values, tiles: tiles, canvas: canvas), sigma: sigma)
    }
}
