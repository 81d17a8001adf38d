public import Images

/// A heatmap with exactly the pixels that TRIDENT or CLAM would draw, for comparison with their pictures.
///
/// Colours show ranks, `scipy.stats.rankdata(scores) / n`, whatever the sign of the scores. Both tools round a tile's
/// corner and side up apart, so maps are shifted by up to a pixel, and neighbours overlap where the scale is not whole.
public struct CompatibleHeatmap: Sendable {
    /// The tool, with what it alone knows.
    public enum Tool: Sendable {
        /// TRIDENT's `visualize_heatmap(normalize=True, overlay_only=False)`.
        ///
        /// `downsample` is that of the level or magnification drawn. The canvas is the slide by its inverse, cut off;
        /// `nil` takes OpenSlide's for a thumbnail that is a whole level, the mean of both axes' ratios. The thumbnail
        /// has that size already: TRIDENT brings a level to it with Pillow's bicubic filter. The opacity is 0.4, and
        /// pixels without a tile are black under it, so all glass turns dark.
        case trident(downsample: Double? = nil)
        /// CLAM's `visHeatmap(convert_to_percentiles=True, binarize=False, blur=False)`, as `create_heatmaps.py` draws
        /// its blockmap: whole slide, without `custom_downsample` or `max_size`; on white it is `blank_canvas=True`.
        ///
        /// The canvas is a whole level; its size gives the scale along each axis. `tissue` is `get_seg_mask`'s
        /// mask, with or without its holes, of the canvas's size; `nil` is `segment=False`, where a tile's whole
        /// rectangle is painted. CLAM reads the slide again in blocks of 1024 pixels to lay the colours on, at places
        /// which are wrong where the scale is not whole; this is the picture with the right ones.
        case clam(tissue: TissueMask? = nil, alpha: Double = 0.4)
    }

    private let tool: Tool
    private let values: [Double]
    private let tiles: TileLayout

    /// Matches raw scores with tiles.
    ///
    /// - Throws: `HeatmapError` where scores are not finite, numbers differ, or tiles are not finite or outside the
    ///   slide.
    public init(as tool: Tool, scores: [Float], tiles: TileLayout) throws(HeatmapError) {
        // Checks scores, numbers and tiles as any heatmap does.
        _ = try Heatmap(values: Normalization.minmax.applied(to: scores), tiles: tiles)
        self.tool = tool
        self.tiles = tiles
        // Both tools take percent and come back, which is not always the same number.
        self.values = Ranks.averages(of: scores).map { $0 / Double(scores.count) * 100 / 100 }
    }

    /// Draws into memory.
    ///
    /// - Throws: `HeatmapError` where the tool could not draw on a canvas of that size.
    public func drawn(over background: Background, colorMap: ColorMap = .coolwarm) throws(HeatmapError) -> Image {
        try rows(over: background, colorMap: colorMap).drawn()
    }

    /// Draws row by row into a PNG file that appears whole or not at all.
    ///
    /// - Throws: `HeatmapError` where the tool could not draw on a canvas of that size, or `ImageError` where the file
    ///   cannot be written.
    public func writePNG(to path: String, over background: Background, colorMap: ColorMap = .coolwarm) throws {
        try writePNG(to: path, over: background, colorMap: colorMap, notes: PNGNotes())
    }

    /// The same, with notes in the file.
    package func writePNG(
        to path: String, over background: Background, colorMap: ColorMap, notes: PNGNotes
    ) throws {
        try rows(over: background, colorMap: colorMap).writePNG(to: path, notes: notes)
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
                background: background, field: .compatible(raster), blend: Blend(colorMap: colorMap, alpha: alpha),
                mask: tissue)
        }
    }

    /// Level-0 pixels for a pixel of the canvas, along each axis.
    private func ratios(to canvas: PixelSize) -> SIMD2<Double> {
        [
            Double(tiles.slide.width) / Double(canvas.width), Double(tiles.slide.height) / Double(canvas.height),
        ]
    }

    /// Returns `1 / downsample`, if it makes the canvas out of the slide.
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
    /// What the tool is called.
    var name: String {
        switch self {
        case .trident: "TRIDENT"
        case .clam: "CLAM"
        }
    }
}
