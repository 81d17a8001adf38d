public import Images
internal import Ranking

/// A heatmap with exactly the pixels that TRIDENT or CLAM draws, for comparison with their pictures.
///
/// Colours show ranks, `scipy.stats.rankdata(scores) / n`, even if scores are signed. Both tools round up a tile's
/// corner and side separately. So the map is shifted by up to a pixel, and neighbours overlap if the scale is not a
/// whole number.
public struct CompatibleHeatmap: Sendable {
    /// The tool, with the settings that only it needs.
    public enum Tool: Sendable {
        /// TRIDENT's `visualize_heatmap(normalize=True, overlay_only=False)`.
        ///
        /// `downsample` belongs to the level or magnification that is drawn. The size of the canvas is the slide's size
        /// divided by it, truncated. `nil` uses OpenSlide's value for a thumbnail that is a whole level: the mean of
        /// the ratios of both axes. The thumbnail must already have the canvas's size; TRIDENT resizes a level with
        /// Pillow's bicubic filter. The opacity is 0.4. Pixels outside the tiles are blended with black, so the
        /// background of the slide turns dark.
        case trident(downsample: Double? = nil)
        /// CLAM's `visHeatmap(convert_to_percentiles=True, binarize=False, blur=False)`, as `create_heatmaps.py` draws
        /// its blockmap: whole slide, without `custom_downsample` or `max_size`; on white it is `blank_canvas=True`.
        ///
        /// The canvas is a whole level, and its size gives the scale along each axis. `tissue` is the mask of
        /// `get_seg_mask`, with or without its holes, in the canvas's size. `nil` means `segment=False`: the whole
        /// rectangle of each tile is painted. To draw the colours, CLAM reads the slide again in blocks of 1024 pixels.
        /// If the scale is not a whole number, CLAM reads these blocks at wrong positions; this type uses the right
        /// ones.
        case clam(tissue: TissueMask? = nil, alpha: Double = 0.4)
    }

    private let tool: Tool
    private let values: [Double]
    private let tiles: TileLayout

    /// Matches raw scores with tiles.
    ///
    /// - Throws: `HeatmapError` if scores are not finite, if the numbers of scores and tiles differ, or if tiles are
    ///   not finite or lie outside the slide.
    public init(as tool: Tool, scores: [Float], tiles: TileLayout) throws(HeatmapError) {
        // Makes the same checks as any heatmap.
        _ = try Heatmap(values: Normalization.minmax.applied(to: scores), tiles: tiles)
        self.tool = tool
        self.tiles = tiles
        // Both tools multiply by 100 and divide again, which does not always give the same number.
        self.values = Ranks.averages(of: scores).map { $0 / Double(scores.count) * 100 / 100 }
    }

    /// Draws into memory.
    ///
    /// - Throws: `HeatmapError` if the tool cannot draw on a canvas of that size.
    public func drawn(over background: Background, colorMap: ColorMap = .coolwarm) throws(HeatmapError) -> Image {
        try rows(over: background, colorMap: colorMap).drawn()
    }

    /// Draws row by row into a PNG file. The file is written completely or not at all.
    ///
    /// - Throws: `HeatmapError` if the tool cannot draw on a canvas of that size, or `ImageError` if the file cannot be
    ///   written.
    public func writePNG(to path: String, over background: Background, colorMap: ColorMap = .coolwarm) throws {
        try write(over: background, colorMap: colorMap) { (size, channels) throws(ImageError) in
            try PNGWriter(to: path, size: size, channels: channels)
        }
    }

    /// Draws row by row into a file of any format.
    ///
    /// - Parameter begin: opens the file of a picture of this size.
    package func write<Writer: PictureWriter & ~Copyable>(
        over background: Background, colorMap: ColorMap,
        to begin: (PixelSize, Image.Channels) throws(ImageError) -> Writer
    ) throws {
        try rows(over: background, colorMap: colorMap).write(begin)
    }

    private func rows(over background: Background, colorMap: ColorMap) throws(HeatmapError) -> ColorRows {
        let canvas = try background.checkedSize()
        if case .transparent = background {
            throw .incompatible(with: tool.name, found: "no background", expected: "a thumbnail or white")
        }
        switch tool {
        case .trident(let downsample):
            let scale = try tridentScale(downsample, on: canvas)
            let raster = CompatibleRaster(values: values, tiles: tiles, canvas: canvas, scale: [scale, scale])
            return ColorRows(
                background: background, field: .compatible(raster),
                blend: Blend(backgroundOver: colorMap.table + [0, 0, 0], alpha: 0.4), uncovered: 256)
        case .clam(let tissue, let alpha):
            if let tissue, tissue.size != canvas {
                throw .incompatible(
                    with: tool.name, found: "a tissue mask of \(tissue.size) pixels",
                    expected: "\(canvas), as the picture")
            }
            let raster = CompatibleRaster(
                values: values, tiles: tiles, canvas: canvas, scale: 1 / ratios(to: canvas))
            return ColorRows(
                background: background, field: .compatible(raster),
                blend: Blend(colorMap: colorMap, alpha: .constant(alpha)),
                mask: tissue)
        }
    }

    /// Level-0 pixels per pixel of the canvas, along each axis.
    private func ratios(to canvas: PixelSize) -> SIMD2<Double> {
        [
            Double(tiles.slide.width) / Double(canvas.width), Double(tiles.slide.height) / Double(canvas.height),
        ]
    }

    /// Returns `1 / downsample`, or throws if the slide at this scale does not have the canvas's size.
    private func tridentScale(_ downsample: Double?, on canvas: PixelSize) throws(HeatmapError) -> Double {
        let ratios = ratios(to: canvas)
        let downsample = downsample ?? (ratios.x + ratios.y) / 2
        guard downsample.isFinite, downsample >= 1 / 1024 else {
            throw .incompatible(
                with: tool.name, found: "a downsample of \(downsample)", expected: "level-0 pixels for a pixel drawn")
        }
        let scale = 1 / downsample
        let expected = PixelSize(
            width: Int(Double(tiles.slide.width) * scale), height: Int(Double(tiles.slide.height) * scale))
        guard canvas == expected else {
            throw .incompatible(
                with: tool.name, found: "a picture of \(canvas) pixels",
                expected: "\(expected), the slide at a downsample of \(downsample)")
        }
        return scale
    }
}

extension CompatibleHeatmap.Tool {
    /// The tool's name.
    var name: String {
        switch self {
        case .trident: "TRIDENT"
        case .clam: "CLAM"
        }
    }
}
