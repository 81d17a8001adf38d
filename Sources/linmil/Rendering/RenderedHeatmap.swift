internal import Heatmaps
internal import Images
internal import Reports
internal import Slides

/// A slide's heatmap as the options ask for it.
struct RenderedHeatmap {
    /// The scores and what their colours mean.
    let scores: NormalizedScores
    /// The tiles that are drawn.
    let drawnTileCount: Int
    /// The line that is drawn in place of colours.
    let outline: Outline?

    private let picture: Picture
    private let layer: Layer
    private let colors: ColorOptions

    private enum Picture {
        case own(Heatmap)
        case compatible(CompatibleHeatmap)
    }

    /// Matches scores with tiles.
    init(
        _ drawn: DrawnScores, _ tiles: TileGrid, on layer: Layer, options: RenderCommand, of features: String
    ) throws {
        (self.layer, self.colors) = (layer, options.colors)
        let (region, canvas) = (layer.region, layer.background.size)
        let corner = SIMD2(Double(region.x), Double(region.y))
        let layout = TileLayout(
            origins: tiles.origins.map { $0 - corner }, side: tiles.side,
            slide: PixelSize(width: region.width, height: region.height))
        do throws(HeatmapError) {
            scores = try options.colors.normalize.applied(to: drawn.values, range: options.colors.range)
            if let tool = options.drawing.compatible {
                picture = .compatible(
                    try CompatibleHeatmap(
                        as: tool == .clam ? .clam(alpha: options.colors.alpha) : .trident(downsample: layer.downsample),
                        scores: drawn.values, tiles: layout))
                (drawnTileCount, outline) = (drawn.values.count, nil)
                return
            }
            var heatmap = try Heatmap(values: scores, tiles: layout, selection: options.drawing.selection)
            heatmap.style = options.drawing.style == .smooth ? .smooth() : .tiles
            outline = options.drawing.outline.map { level in
                let width = options.drawing.outlineWidth ?? max(2, min(max(canvas.width, canvas.height) / 1000, 64))
                if case .level(let level) = level { return Outline(level: level, width: width) }
                return Outline(width: width)
            }
            heatmap.outline = outline
            (picture, drawnTileCount) = (.own(heatmap), heatmap.drawnTileCount)
        } catch {
            throw RenderError.notDrawable(path: features, error)
        }
    }

    /// What to say of a picture on which nothing is drawn.
    func warning(at path: String) -> RenderWarning? { drawnTileCount > 0 ? nil : .nothingDrawn(path: path) }

    /// Writes the picture, with what made it.
    func write(to path: String, record: RenderRecord) throws {
        let notes = try record.notes(resolution: layer.resolution(mpp: record.mpp))
        do {
            switch picture {
            case .own(let heatmap):
                try heatmap.writePNG(
                    to: path, over: layer.background, colorMap: colors.colormap, alpha: colors.alpha, notes: notes)
            case .compatible(let heatmap):
                try heatmap.writePNG(to: path, over: layer.background, colorMap: colors.colormap, notes: notes)
            }
        } catch let error as HeatmapError {
            throw RenderError.notDrawable(path: record.features.path, error)
        }
    }

    /// Draws the heatmap on another ground of the same size, with another opacity where one is given.
    func drawn(over background: Background, alpha: Double? = nil) throws(HeatmapError) -> Image {
        switch picture {
        case .own(let heatmap):
            try heatmap.drawn(over: background, colorMap: colors.colormap, alpha: alpha ?? colors.alpha)
        case .compatible(let heatmap): try heatmap.drawn(over: background, colorMap: colors.colormap)
        }
    }
}
