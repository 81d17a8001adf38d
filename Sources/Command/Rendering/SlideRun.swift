internal import Files
internal import Heatmaps
internal import Images
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// Computes and draws one slide. `render`, the workers of a cohort and the figures of a cohort use it.
struct SlideRun {
    let sources: SlideSources
    let settings: RenderSettings
    /// Settings that hold for one score in place of the others', by the scores' names.
    var settingsOfScores: [String: RenderSettings] = [:]
    let threads: Int?
    /// How many bytes a model's pass may take.
    var memory: Int?
    /// Is told the share of an evaluation that is done, from any thread.
    var measuring: @Sendable (Double) -> Void = { _ in }

    /// A picture that is drawn.
    struct Picture {
        let path: String
        let record: RenderRecord
        /// The result of the one score that it shows.
        let result: SlideResult
    }

    /// The outcome of drawing.
    struct Drawn {
        /// One picture for each score.
        let pictures: [Picture]
        /// All scores.
        let result: SlideResult
        /// The thumbnail that was found near the features; nil if none was used or one was given.
        let foundThumbnail: String?
    }

    /// Called when all files are open and nothing is computed yet.
    typealias Preparation = (SlideInput) throws -> Void

    /// Draws and writes the picture, or one for each of several scores.
    ///
    /// - Parameters:
    ///   - models: reads the model.
    ///   - subcommand: the subcommand whose options the warnings name.
    ///   - warn: called with warnings for the user as soon as they are known.
    ///   - prepare: called when all files are open and nothing is computed yet.
    func draw(
        to target: PicturePath, with models: ModelCache, for subcommand: Subcommand, warn: ([String]) -> Void,
        prepare: Preparation = { _ in }
    ) throws -> Drawn {
        // Check the output first, so that nobody waits for a model and then learns that the folder is missing.
        let path = target.path
        try sources.requireOtherFile(path)
        _ = try OutputFile(path: path)
        let format = PictureFormat(path: path) ?? .png
        if settings.isFigure(as: format) {
            try drawing(path) { try Figure.requireEngine(for: format) }
        }
        models.begin(sources.model)
        let input = try SlideInput(sources)
        let slide = try sources.openSlide()
        let tiles = try input.tiles(sources.given(slide))
        let part = try sources.part(of: tiles, on: slide)
        warn(part?.notes ?? [])
        try prepare(input)
        let canvas = try Canvas(
            tiles, of: sources.features, thumbnail: sources.thumbnail, slide: slide,
            near: sources.foundThumbnail, settings: settings, as: format, threads: threads)
        if settings.topTiles != nil, canvas.tilePictures == nil {
            throw RenderingError.missingPicture(path: sources.features)
        }
        warn(canvas.warnings.map { $0.advised(in: subcommand) })

        // This hashes the files in the background while the model computes.
        var inputs = RecordedInputs(sources, canvas: canvas, slide: slide)
        inputs.modelWarnings = try input.modelWarnings(with: models)
        warn(inputs.modelWarnings.map { $0.advised(in: subcommand) })
        let scored = try input.scored(
            on: tiles, part: part, with: models, threads: threads, memory: memory, measuring: measuring)
        let paths = try target.paths(of: scored.result)
        for path in paths { try sources.requireOtherFile(path) }
        let names = scored.result.names
        let ofSlide = scored.result.warnings + (scored.result.evaluation?.warnings ?? [])
        var said: Set<String> = []
        let pictures = try paths.indices.map { map in
            let (path, result) = (paths[map], scored.result.alone(map))
            return try drawing(path) {
                let settings = settingsOfScores[names[map]] ?? settings
                let rendering = try Rendering(result, on: canvas, settings: settings)
                // What holds for the slide is said once.
                let warnings = rendering.warnings.filter { warning in
                    guard case .result(let words) = warning, ofSlide.contains(words) else { return true }
                    return said.insert(words).inserted
                }
                warn(warnings.map { "\(path): \($0.advised(in: subcommand))" })
                var record = try rendering.record(inputs)
                record.given.note(sources, name: scored.names?[map], of: result)
                try rendering.write(to: path, record: record)
                let tileWarnings = try rendering.writeTopTiles(to: Self.tileFolder(of: path))
                warn(tileWarnings.map { $0.advised(in: subcommand) })
                return Picture(path: path, record: record, result: result)
            }
        }
        return Drawn(pictures: pictures, result: scored.result, foundThumbnail: canvas.found)
    }

    /// Computes the scores without drawing.
    func score(with models: ModelCache, prepare: Preparation) throws -> (result: SlideResult, tiles: TileGrid) {
        let input = try SlideInput(sources)
        let tiles = try input.tiles(sources.given(sources.openSlide()))
        try prepare(input)
        return (try scored(input, on: tiles, with: models).result, tiles)
    }

    private func scored(_ input: SlideInput, on tiles: TileGrid, with models: ModelCache) throws -> SlideInput.Scored {
        try input.scored(on: tiles, with: models, threads: threads, memory: memory, measuring: measuring)
    }

    private func drawing<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try RenderingError.naming(features: sources.features, picture: path, body)
    }

    /// Returns the folder for the top tiles, named after the picture.
    private static func tileFolder(of path: String) -> String {
        (PictureFormat(path: path) == nil ? path : PictureFormat.split(path).stem) + ".tiles"
    }
}

extension RenderRecord.Given {
    /// Notes what tells this picture's score from the others that were asked for, or that are in the same file.
    ///
    /// - Parameter name: the score's name in a file that has several; nil otherwise.
    fileprivate mutating func note(_ sources: SlideSources, name: String?, of result: SlideResult) {
        scoreName = name
        let hasBlocks = result.score.score?.kind.hasBlocks ?? false
        block = sources.model != nil && hasBlocks ? sources.scores.block : nil
        // A class of linmil's own scores is in the score.
        if result.model != nil { choice = nil }
    }
}
