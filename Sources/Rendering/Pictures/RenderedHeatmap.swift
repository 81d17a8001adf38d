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
        case scores(ScoreMap)
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
        if settings.values {
            let map = try ScoreMap(scores, tiles: layout, selection: settings.selection)
            (picture, drawnTileCount, outline) = (.scores(map), map.drawnTileCount, nil)
            self.heatmap = heatmap
            return
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

    /// Writes the picture in the canvas's format, with its record.
    func write(to path: String, record: RenderRecord, mpp: Double?) throws {
        let resolution = canvas.resolution(mpp: mpp)
        let notes = try record.notes(resolution: resolution)
        switch canvas.format {
        case .png:
            try write { (size, channels) throws(ImageError) in
                try PNGWriter(to: path, size: size, channels: channels, notes: notes)
            }
        case .jpeg: try write { (size, _) throws(ImageError) in try JPEGWriter(to: path, size: size, notes: notes) }
        case .omeTIFF:
            let description = OMEDescription(record: record, title: record.title, pixel: canvas.pixel(mpp: mpp))
            let notes = PyramidWriter.Notes(
                description: try description.xml(), software: "linmil \(record.version)", resolution: resolution)
            if case .scores(let map) = picture {
                let size = canvas.background.size
                return try map.write(size: size) { () throws(ImageError) in
                    try PyramidWriter(to: path, size: size, samples: .numbers, notes: notes)
                }
            }
            try write { (size, _) throws(ImageError) in
                try PyramidWriter(to: path, size: size, samples: .rgba, notes: notes)
            }
        case .svg, .pdf: preconditionFailure("a page is a figure")
        }
    }

    private func write<Writer: PictureWriter & ~Copyable>(
        _ begin: (PixelSize, Image.Channels) throws(ImageError) -> Writer
    ) throws {
        switch picture {
        case .own(let heatmap):
            try heatmap.write(
                over: canvas.background, colorMap: look.colorMap, alpha: look.alpha, to: begin)
        case .compatible(let heatmap):
            try heatmap.write(over: canvas.background, colorMap: look.colorMap, to: begin)
        case .scores: preconditionFailure("scores are not colours")
        }
    }

    /// Draws the heatmap on another background of the same size, and with another opacity if one is given.
    func drawn(over background: Background, alpha: Opacity? = nil) throws(HeatmapError) -> Image {
        switch picture {
        case .own(let heatmap):
            try heatmap.drawn(over: background, colorMap: look.colorMap, alpha: alpha ?? look.alpha)
        case .compatible(let heatmap): try heatmap.drawn(over: background, colorMap: look.colorMap)
        case .scores: preconditionFailure("scores are not colours")
        }
    }
}
