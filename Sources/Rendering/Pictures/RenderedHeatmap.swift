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
    /// The colours.
    let look: Look
    /// The outline, if one is drawn in place of colours.
    let outline: Outline?

    /// The mean colour of the slide's picture under the tiles that are drawn; nil on other grounds.
    let tissue: SIMD3<UInt8>?

    private let picture: Picture
    /// The drawn tiles.
    private let heatmap: Heatmap
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
        look = settings.look(isSigned: scores.isSigned && settings.compatible == nil)
        var heatmap = try Heatmap(
            values: scores, tiles: layout, selection: settings.compatible == nil ? settings.selection : .all)
        if case .thumbnail(let image) = canvas.background {
            tissue = try heatmap.meanColor(under: image)
        } else {
            tissue = nil
        }
        if let tool = settings.compatible {
            self.heatmap = heatmap
            picture = .compatible(
                try CompatibleHeatmap(
                    as: tool == .clam ? .clam(alpha: look.alpha.highest) : .trident(downsample: canvas.downsample),
                    scores: result.scores, tiles: layout))
            (drawnTileCount, outline) = (result.tileCount, nil)
            return
        }
        heatmap.style = settings.style == .smooth ? .smooth() : .tiles
        outline = settings.outline?.line(longestSide: max(size.width, size.height))
        heatmap.outline = outline
        self.heatmap = heatmap
        (picture, drawnTileCount) = (.own(heatmap), heatmap.drawnTileCount)
    }

    /// The colours of the colour bar: those of the picture over the tissue's mean colour, or over white. [256, 3]
    ///
    /// An outline leaves no colours in the picture. Then the bar has those of the map alone.
    var barColors: [UInt8] {
        outline != nil
            ? look.colorMap.table
            : heatmap.barColors(over: tissue ?? [255, 255, 255], colorMap: look.colorMap, alpha: look.alpha)
    }

    /// Writes the picture with its notes.
    func write(to path: String, notes: PNGNotes) throws {
        switch picture {
        case .own(let heatmap):
            try heatmap.writePNG(
                to: path, over: canvas.background, colorMap: look.colorMap, alpha: look.alpha, notes: notes)
        case .compatible(let heatmap):
            try heatmap.writePNG(to: path, over: canvas.background, colorMap: look.colorMap, notes: notes)
        }
    }

    /// Draws the heatmap on another background of the same size, and with another opacity if one is given.
    func drawn(over background: Background, alpha: Opacity? = nil) throws(HeatmapError) -> Image {
        switch picture {
        case .own(let heatmap):
            try heatmap.drawn(over: background, colorMap: look.colorMap, alpha: alpha ?? look.alpha)
        case .compatible(let heatmap): try heatmap.drawn(over: background, colorMap: look.colorMap)
        }
    }
}
