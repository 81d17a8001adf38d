internal import Files
internal import Heatmaps
internal import Images
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// One slide on its way from its files to its scores and its picture: for `render`, a cohort's worker, and figures of a
/// cohort alike.
struct SlideRun {
    let sources: SlideSources
    let settings: RenderSettings
    let threads: Int?

    /// What a drawing came to.
    struct Drawn {
        let record: RenderRecord
        let result: SlideResult
        /// The thumbnail that was found without being asked for.
        let foundThumbnail: String?
    }

    /// Called when all files are open and nothing is computed yet.
    typealias Preparation = (SlideInput) throws -> Void

    /// Draws and writes the picture.
    ///
    /// - Parameters:
    ///   - models: where the model is read, or is already.
    ///   - subcommand: whose options warnings name.
    ///   - warn: is told what a person should know, as soon as it is known.
    func draw(
        to path: String, with models: ModelCache, for subcommand: Subcommand, warn: ([String]) -> Void,
        prepare: Preparation = { _ in }
    ) throws -> Drawn {
        // What can fail early does: nobody should wait for a model only to learn that the folder is missing.
        _ = try OutputFile(path: path)
        let format = PictureFormat(path: path)
        if settings.isFigure(as: format) {
            try drawing(path) { try Figure.requireEngine(for: format) }
        }
        let input = try SlideInput(sources)
        let slide = try sources.openSlide()
        let tiles = try input.tiles(sources.given(slide))
        try prepare(input)
        let canvas = try Canvas(
            tiles, of: sources.features, thumbnail: sources.thumbnail, slide: slide, settings: settings,
            threads: threads)
        if settings.topTiles != nil, canvas.tilePictures == nil {
            throw RenderingError.missingPicture(path: sources.features)
        }
        warn(canvas.warnings.map { $0.advised(in: subcommand) })

        // The files are hashed while the model computes.
        var inputs = RecordedInputs(sources, canvas: canvas, slide: slide)
        inputs.modelWarnings = try input.modelWarnings(with: models)
        warn(inputs.modelWarnings.map { $0.advised(in: subcommand) })
        let result = try input.result(on: tiles, with: models, threads: threads)
        return try drawing(path) {
            let rendering = try Rendering(result, on: canvas, settings: settings, as: format)
            warn(rendering.warnings.map { "\(path): \($0.advised(in: subcommand))" })
            let record = try rendering.record(inputs)
            try rendering.write(to: path, record: record)
            let tileWarnings = try rendering.writeTopTiles(to: Self.tileFolder(of: path))
            warn(tileWarnings.map { $0.advised(in: subcommand) })
            return Drawn(record: record, result: result, foundThumbnail: canvas.found)
        }
    }

    /// Computes the scores alone.
    func score(with models: ModelCache, prepare: Preparation) throws -> (result: SlideResult, tiles: TileGrid) {
        let input = try SlideInput(sources)
        let tiles = try input.tiles(sources.given(sources.openSlide()))
        try prepare(input)
        return (try input.result(on: tiles, with: models, threads: threads), tiles)
    }

    /// Says of which file it is that raster or figure refuse: they know no files.
    private func drawing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as HeatmapError {
            throw RenderingError.notDrawable(path: sources.features, error)
        } catch let error as FigureError {
            throw RenderingError.noFigure(path: path, error)
        }
    }

    /// The folder of top tiles, named after the picture.
    private static func tileFolder(of path: String) -> String {
        (path.hasSuffix(".png") || path.hasSuffix(".svg") ? String(path.dropLast(4)) : path) + ".tiles"
    }
}
