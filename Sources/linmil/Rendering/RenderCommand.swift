internal import ArgumentParser
internal import Files
internal import Heatmaps
internal import LinMIL
internal import Reports
internal import Slides

/// `linmil render`: features and a model in, or scores, and an overlay PNG out.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Draw one slide's heatmap over its thumbnail.",
        discussion: """
            linmil render slide.h5 --model model.pt --thumbnail slide.png -o overlay.png
            linmil render slide.h5 --model model.pt --slide slide.svs --legend -o overlay.png
            linmil render slide.h5 --model model.pt --slide slide.svs --width 88 --dpi 300 -o figure.png
            linmil render slide_blockmap.h5 --slide slide.svs -o overlay.png

            The last draws scores that are there already: CLAM's blockmap, or what 'linmil score' wrote as .h5 or .json.

            Colours show ranks unless --normalize says otherwise: they compare tiles of one slide, not slides. Pixels \
            without a tile are exactly the thumbnail's.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Colours") var colors: ColorOptions
    @OptionGroup(title: "Drawing") var drawing: DrawingOptions
    @OptionGroup(title: "Picture") var pictureOfSlide: ThumbnailOption
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Print") var print: PrintOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The picture to write: a .png, or a .svg figure whose text stays text. (default: the features' name + "
                + ".overlay.png)", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("What a figure calls the slide. (default: the features' name)", valueName: "text"))
    var name: String?

    @Flag(help: "Write what was done as JSON to standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func validate() throws {
        if colors.listColormaps { return }
        _ = try slide.requiredFeatures()
        if output == "" { throw ValidationError("'--output' needs the name of a file.") }
        if drawing.compatible != nil, colors.normalize != .rank || picture.maxSide != nil || print.page != nil {
            throw ValidationError(
                "'--compatible' draws ranks at that tool's size; leave --normalize, --max-side and --width out.")
        }
        if print.width == nil, print.maxHeight != nil || print.dpi != nil {
            throw ValidationError("'--max-height' and '--dpi' are those of a figure for print; give '--width' too.")
        }
        if print.page != nil, picture.maxSide != nil {
            throw ValidationError("'--max-side' and '--width' both say how large the picture is; give one.")
        }
    }

    func run() throws {
        if colors.listColormaps { return try Terminal.print(ColorMapList().text) }
        let rendering = try draw(with: LoadedModel(), warn: quiet ? { _ in } : Terminal.warn)
        if json { try Terminal.print(rendering.record.json()) }
        if !quiet { tell(rendering) }
    }

    /// What a drawing came to.
    struct Rendering {
        let record: RenderRecord
        let scores: DrawnScores
        let tiles: TileGrid
        /// The thumbnail that was found without being asked for.
        let foundThumbnail: String?
    }

    /// Draws and writes the picture.
    ///
    /// - Parameters:
    ///   - models: where the model is read, or is already.
    ///   - warn: is told what a person should know, as soon as it is known.
    ///   - subcommand: whose options warnings name.
    ///   - prepare: is called when all files are open and nothing is computed yet.
    func draw(
        with models: LoadedModel, for subcommand: Subcommand = .render, warn: ([String]) -> Void,
        prepare: (RenderInput) throws -> Void = { _ in }
    ) throws -> Rendering {
        let features = try slide.requiredFeatures()
        let path = output ?? defaultOutput(for: features)
        // What can fail early does: nobody should wait for a model only to learn that the folder is missing.
        _ = try OutputFile(path: path)
        let isFigure = FigureOfSlide.isWanted(self, path: path)
        if isFigure { try FigureOfSlide.requireEngine(path: path) }
        let input = try RenderInput(path: features, model: model.model)
        let whole = try slide.geometry.openSlide()
        let tiles = try input.tiles(slide.geometry.given(whole))
        try prepare(input)
        let layer = try Layer(tiles, of: features, slide: whole, options: self)
        if picture.topTiles != nil, layer.tilePictures == nil { throw RenderError.missingPicture(path: features) }
        var warnings = (tiles.warnings + layer.warnings).map { $0.advised(in: subcommand) }
        warn(warnings)

        // The fingerprints are made while the model computes.
        let inputs = RecordedInputs(self, features: features, layer: layer, slide: whole)
        var scores = try input.scores(on: tiles, model, models)
        if let name { scores.slide = name }
        let heatmap = try RenderedHeatmap(scores, tiles, on: layer, options: self, of: features)
        if let nothing = heatmap.warning(at: path)?.advised(in: subcommand) {
            warnings.append(nothing)
            warn([nothing])
        }
        let figure =
            isFigure ? try FigureOfSlide(heatmap, scores, tiles, layer, options: self, path: path) : nil
        if let coarse = figure?.warning(at: path)?.advised(in: subcommand) {
            warnings.append(coarse)
            warn([coarse])
        }
        let record = try record(path, inputs, scores, tiles, figure?.layer ?? layer, heatmap, warnings)
        if let figure {
            try figure.write(to: path, record: record)
        } else {
            try heatmap.write(to: path, record: record)
        }
        try warn(writeTopTiles(beside: path, scores, tiles, layer))
        return Rendering(record: record, scores: scores, tiles: tiles, foundThumbnail: layer.found)
    }

    /// Computes the scores alone.
    func score(
        with models: LoadedModel, prepare: (RenderInput) throws -> Void
    ) throws -> (scores: DrawnScores, tiles: TileGrid) {
        let input = try RenderInput(path: slide.requiredFeatures(), model: model.model)
        let tiles = try input.tiles(slide.geometry.given(slide.geometry.openSlide()))
        try prepare(input)
        return (try input.scores(on: tiles, model, models), tiles)
    }

    /// Writes the top tiles into a folder that is named after the picture.
    private func writeTopTiles(
        beside path: String, _ scores: DrawnScores, _ tiles: TileGrid, _ layer: Layer
    ) throws -> [String] {
        guard let count = picture.topTiles, let source = layer.tilePictures else { return [] }
        let folder = (path.hasSuffix(".png") || path.hasSuffix(".svg") ? String(path.dropLast(4)) : path) + ".tiles"
        return try TopTiles(scores: scores, tiles: tiles, source: source, count: count).write(to: folder)
    }

    /// A line for a person.
    private func tell(_ rendering: Rendering) {
        let (record, scores) = (rendering.record, rendering.scores)
        let count =
            record.drawnTiles == record.tiles ? "\(record.tiles)" : "\(record.drawnTiles) of \(record.tiles)"
        let predicted = scores.prediction.map { ", predicted \($0)" } ?? ""
        let ground = rendering.foundThumbnail.map { ", over \($0)" } ?? ""
        Terminal.say("\(record.overlay): \(count) tiles, \(scores.name) score\(predicted)\(ground)")
        if let sight = scores.sight { Terminal.say("\(record.overlay): \(sight)") }
    }

    /// The features' name in the current folder: `slides/a.h5` gives `a.overlay.png`.
    private func defaultOutput(for features: String) -> String {
        let name = features.split(separator: "/").last.map(String.init) ?? "slide"
        let ending = [".h5", ".json"].first { name.hasSuffix($0) }
        return name.dropLast(ending?.count ?? 0) + ".overlay.png"
    }
}
