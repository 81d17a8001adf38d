internal import Files
internal import Heatmaps
public import Images
public import Results
internal import Slides

/// A result drawn on a canvas: a heatmap, or a figure with a legend.
///
///     let canvas = try Canvas(tiles, of: "slide.h5", thumbnail: "slide.png")
///     let rendering = try Rendering(result, on: canvas)
///     try rendering.write(to: "overlay.png")
public struct Rendering: Sendable {
    /// The result that is drawn.
    public let result: SlideResult
    /// The settings that it is drawn with.
    public let settings: RenderSettings
    /// Reasons to doubt the picture.
    public let warnings: [RenderWarning]
    private let heatmap: RenderedHeatmap
    private let figure: FigureOfSlide?
    private let canvas: Canvas

    /// Normalises the scores, selects the tiles to draw, and lays out the figure if one is asked for.
    ///
    /// - Parameters:
    ///   - result: the scores and their tiles.
    ///   - canvas: the picture of the slide, made with the same settings.
    ///   - settings: how to draw.
    /// - Throws: `HeatmapError` if the scores or settings cannot be drawn, `FigureError` if a page has no room,
    ///   `RenderingError` if the canvas's format cannot hold what the settings ask for.
    public init(
        _ result: SlideResult, on canvas: Canvas, settings: RenderSettings = RenderSettings()
    ) throws {
        try settings.check(for: canvas.format, over: canvas.ground)
        let settings = settings.resolved(for: result.score)
        (self.result, self.settings) = (result, settings)
        heatmap = try RenderedHeatmap(result, on: canvas, settings)
        figure =
            settings.isFigure(as: canvas.format) ? try FigureOfSlide(heatmap, result, canvas, settings) : nil
        self.canvas = figure?.canvas ?? canvas
        warnings =
            settings.doubts(about: result, drawing: heatmap.drawnTileCount)
            + [figure?.coarseness, figure?.scalelessness].compactMap(\.self)
    }

    /// How many tiles are drawn.
    public var drawnTileCount: Int { heatmap.drawnTileCount }

    /// Draws the picture into memory.
    ///
    /// - Throws: `HeatmapError`, or `FigureError` if the text of a figure cannot be drawn.
    public func drawn() throws -> Image {
        if settings.values { throw RenderingError.unsuitable(.png, what: "scores as numbers", expected: "a file") }
        if let figure { return try figure.drawn() }
        return try heatmap.drawn(over: canvas.background)
    }

    /// Writes the picture, with a record of what made it, to a file that appears whole or not at all.
    ///
    /// The same inputs and settings give the same bytes, whatever the path. Its ending is one of the canvas's format.
    ///
    /// - Throws: `RenderingError` if the ending is another format's, `FileError` if a file cannot be read or written, and the errors of `drawn()`.
    public func write(to path: String) throws {
        try write(to: path, record: record(RecordedInputs(canvas: canvas)))
    }

    /// Writes the picture with a given record.
    package func write(to path: String, record: RenderRecord) throws {
        let ending = PictureFormat.split(path).ending.lowercased()
        let isStream = FileSystem.exists(path) && !FileSystem.isFile(path)
        guard ending.isEmpty || isStream || canvas.format.endings.contains(ending) else {
            throw RenderingError.otherEnding(path: path, canvas.format)
        }
        if let figure { return try figure.write(to: path, record: record) }
        try heatmap.write(to: path, record: record, mpp: result.mpp)
    }

    /// Writes the tiles with the highest and lowest scores as single pictures into a folder, if the settings ask for
    /// it.
    ///
    /// - Returns: warnings for the user.
    /// - Throws: `RenderingError` if the folder or the contact sheet cannot be made.
    public func writeTopTiles(to folder: String) throws -> [RenderWarning] {
        guard let count = settings.topTiles, let source = canvas.tilePictures else { return [] }
        return try TopTiles(
            result: result, name: settings.name, source: source, count: count, spread: settings.spread
        ).write(to: folder)
    }

    /// Returns the record of the picture. It waits until all inputs are hashed.
    package func record(_ inputs: RecordedInputs) throws -> RenderRecord {
        let (size, region, normalized) = (canvas.background.size, canvas.region, heatmap.scores)
        let warnings = inputs.modelWarnings + canvas.warnings.map(RenderWarning.slide) + self.warnings
        var record = RenderRecord(
            version: SlideResult.currentVersion, drawnFrom: inputs.origin,
            features: try inputs.features(of: result), given: RenderRecord.Given(inputs.sources), settings: settings,
            score: result.score, width: size.width, height: size.height,
            region: [region.x, region.y, region.width, region.height], background: canvas.ground,
            tiles: result.tileCount, drawnTiles: drawnTileCount, tileSize: result.tileSide,
            tileSizeSource: result.tileSideSource ?? "", rangeOrigin: normalized.rangeOrigin.rawValue,
            warnings: warnings.map { canvas.withoutFolders($0.description, models: inputs.sources?.model?.paths ?? []) }
        )
        record.model = result.model?.file
        record.activationAssumed = result.model?.assumesActivation == true ? true : nil
        (record.ensemble, record.rankCorrelation) = (result.ensemble, result.maps[0].rankAgreement)
        record.coordinates = try inputs.coordinates()
        record.thumbnail = try inputs.thumbnail()
        record.wholeSlide = inputs.wholeSlide
        (record.prediction, record.evaluation) = (result.prediction, result.measures(of: 0))
        record.part = result.part.map(RenderRecord.Part.init)
        record.outlineWidth = heatmap.outline?.width
        let isNamed = settings.colorMap != nil && settings.alpha?.isGrowing == false
        record.look = isNamed ? nil : heatmap.look
        if settings.compatible == nil, let tissue = heatmap.tissue { record.tissue = [tissue.x, tissue.y, tissue.z] }
        (record.slideSize, record.mpp) = (result.slideSize, result.mpp)
        record.range = normalized.range
        return record
    }
}
