internal import Heatmaps
internal import Images
internal import Results
internal import Slides

/// A slide's heatmap, drawn by the settings.
struct RenderedHeatmap {
    /// The normalised scores.
    let scores: NormalizedScores
    /// How many tiles are drawn.
    let drawnTileCount: Int
    /// The outline, if one is drawn in place of colours.
    let outline: Outline?

    private let picture: Picture
    private let canvas: Canvas
    private let settings: RenderSettings

    private enum Picture {
        case own(Heatmap)
        case compatible(CompatibleHeatmap)
    }

    /// Normalises the scores and places them on the tiles.
    init(
        _ result: SlideResult, on canvas: Canvas, _ settings: RenderSettings
    ) throws(HeatmapError) {
        (self.canvas, self.settings) = (canvas, settings)
        let (region, size) = (canvas.region, canvas.background.size)
        let corner = SIMD2(Double(region.x), Double(region.y))
        let layout = TileLayout(
            origins: result.origins.map { $0 - corner }, side: result.tileSide,
            slide: PixelSize(width: region.width, height: region.height))
        let normalization = settings.normalization ?? settings.usualNormalization(of: result.score)
        scores = try normalization.applied(
            to: result.scores, range: settings.range, isTwoSided: result.score.isTwoSided)
        if let tool = settings.compatible {
            picture = .compatible(
                try CompatibleHeatmap(
                    as: tool == .clam ? .clam(alpha: settings.alpha) : .trident(downsample: canvas.downsample),
                    scores: result.scores, tiles: layout))
            (drawnTileCount, outline) = (result.tileCount, nil)
            return
        }
        var heatmap = try Heatmap(values: scores, tiles: layout, selection: settings.selection)
        heatmap.style = settings.style == .smooth ? .smooth() : .tiles
        outline = settings.outline.map { line in
            Outline(
                level: line.level, width: line.width ?? max(2, min(max(size.width, size.height) / 1000, 64)))
        }
        heatmap.outline = outline
        (picture, drawnTileCount) = (.own(heatmap), heatmap.drawnTileCount)
    }

    /// Writes the picture with its notes.
    func write(to path: String, notes: PNGNotes) throws {
        switch picture {
        case .own(let heatmap):
            try heatmap.writePNG(
                to: path, over: canvas.background, colorMap: settings.colorMap, alpha: settings.alpha, notes: notes)
        case .compatible(let heatmap):
            try heatmap.writePNG(to: path, over: canvas.background, colorMap: settings.colorMap, notes: notes)
        }
    }

    /// Draws the heatmap on another background of the same size, and with another opacity if one is given.
    func drawn(over background: Background, alpha: Double? = nil) throws(HeatmapError) -> Image {
        switch picture {
        case .own(let heatmap):
            try heatmap.drawn(over: background, colorMap: settings.colorMap, alpha: alpha ?? settings.alpha)
        case .compatible(let heatmap): try heatmap.drawn(over: background, colorMap: settings.colorMap)
        }
    }
}
