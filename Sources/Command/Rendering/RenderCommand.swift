internal import ArgumentParser
internal import Files
internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results

/// `linmil render`: draws an overlay from features and a model, or from scores.
struct RenderCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Draw one slide's heatmap over its thumbnail.",
        discussion: """
            linmil render slide.h5 --model model.pt --thumbnail slide.png -o overlay.png
            linmil render slide.h5 --model model.pt --slide slide.svs --legend -o overlay.png
            linmil render slide.h5 --model model.pt --slide slide.svs --width 88 --dpi 300 -o figure.png
            linmil render slide.h5 --model model.pt --slide slide.svs --max-side 20000 --values -o map.ome.tif
            linmil render slide.h5 --model model.pt --score cls,relevance -o overlay.png
            linmil render slide.h5 --model model.pt --evaluate --legend -o overlay.png
            linmil render slide.h5 --model fold0.pt --model fold1.pt --across mean,disagreement -o overlay.png
            linmil render slide_blockmap.h5 --slide slide.svs -o overlay.png
            linmil render scores.csv --columns x,y,risk --slide slide.svs -o overlay.png

            Of several scores, each has its own picture, here overlay.cls.png and overlay.relevance.png. The model runs \
            once. Of several models, each runs once, and their mean is drawn.

            linmil also draws existing scores of any model: CLAM's blockmap, a .h5 or .json file from 'linmil \
            score', a table, or NumPy's .npy and .npz with --coords.

            By default, attention is drawn as ranks, and a score of a class by its strength (see --normalize). Both compare \
            tiles within one slide, not between slides. Pixels outside the tiles are exactly the thumbnail's pixels.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Slide") var geometry: GeometryOptions
    @OptionGroup(title: "Slide") var lengths: TileOptions
    @OptionGroup(title: "Regions") var regions: RegionOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Model") var memory: MemoryOption
    @OptionGroup(title: "Scores") var score: ScoreOptions
    @OptionGroup(title: "Scores") var evaluation: EvaluationOptions
    @OptionGroup(title: "Scores of another program") var choice: ScoreChoiceOptions
    @OptionGroup(title: "Colours") var values: NormalizationOptions
    @OptionGroup(title: "Colours") var colors: ColorOptions
    @OptionGroup(title: "Drawing") var drawing: DrawingOptions
    @OptionGroup(title: "Picture") var pictureOfSlide: ThumbnailOption
    @OptionGroup(title: "Picture") var picture: PictureOptions
    @OptionGroup(title: "Print") var print: PrintOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The picture to write: .png or .jpg; .svg or .pdf for a figure with editable text; .ome.tif for the map alone, as "
                + "a pyramid. (default: the features file's name + .overlay.png, in the current folder)",
            valueName: "file"
        ))
    var output: String?

    @Flag(
        name: .customLong("values"),
        help: "Write the scores themselves as float32 in place of colours, NaN outside the tiles, to a .ome.tif file.")
    var numbers = false

    @Option(help: ArgumentHelp("The slide's name in a figure. (default: the features file's name)", valueName: "text"))
    var name: String?

    @Flag(help: "Write a record of the run to standard output, as JSON.")
    var json = false

    @OptionGroup var stall: StallOption
    @OptionGroup var told: QuietOption

    func validate() throws {
        if colors.listColormaps { return }
        _ = try slide.requiredFeatures()
        try choice.requireScores(model)
        try choice.requireNoClass(score)
        try score.requireUse(by: model)
        try evaluation.requireModel(model)
        if model.model == nil, model.outputAs != nil {
            throw ValidationError(
                "'--output-as' says what a model's output is, and scores have that already; give features and '--model', "
                    + "or leave it out.")
        }
        if model.model == nil, model.classes != nil {
            throw ValidationError(
                "'--classes' names the classes of a model, and scores have their names already; give features and "
                    + "'--model', or leave it out.")
        }
        try model.requireFile(output)
        if output == "" { throw ValidationError("'--output' needs a file name.") }
        if picture.spread != nil, picture.topTiles == nil {
            throw ValidationError(
                "'--spread' says how far the tiles of '--top-tiles' lie apart; give '--top-tiles' too.")
        }
        if print.width == nil, print.maxHeight != nil || print.dpi != nil {
            throw ValidationError("'--max-height' and '--dpi' are for figures for print; give '--width' too.")
        }
        let settings = try settings()
        try settings.validate()
        let format = try output.map { try PictureFormat(ofOutput: $0, "-o") } ?? .png
        try settings.validate(for: format)
        if numbers, colors.colormap != nil || colors.alpha != nil {
            throw ValidationError("'--values' writes the scores themselves; leave out --colormap and --alpha.")
        }
    }

    func run() throws {
        if colors.listColormaps { return try Terminal.print(drawn: ColorMapList().text) }
        let line = EvaluationProgress(quiet: told.quiet)
        let run = SlideRun(
            sources: try sources(), settings: try settings(), threads: model.threads, memory: memory.memory?.value,
            measuring: line.show)
        let path = output ?? defaultOutput(for: run.sources.features)
        let models = ModelCache()
        let drawn = try run.draw(to: PicturePath(path), with: models, for: .render) { warnings in
            line.end()
            told.warn(warnings)
        }
        line.end()
        if json {
            let reports = drawn.pictures.map { RenderReport(record: $0.record, path: $0.path) }
            try Terminal.print(json: reports.count == 1 ? jsonText(reports[0]) : jsonText(reports))
        }
        for picture in drawn.pictures { tell(picture, drawn.foundThumbnail) }
        Wording.models(of: drawn.result).forEach { told.say("\(run.sources.features): \($0)") }
        if let source = run.sources.model { told.note(assumptionsOf: try models.models(source).members) }
    }

    /// Returns the slide's files and geometry from the options.
    private func sources() throws -> SlideSources {
        var sources = SlideSources(features: try slide.requiredFeatures())
        sources.model = model.source()
        (sources.scores, sources.evaluation) = (score.request(), evaluation.plan)
        if sources.model == nil { sources.choice = choice.choice(with: score) }
        sources.thumbnail = pictureOfSlide.thumbnail
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
        regions.apply(to: &sources)
        return sources
    }

    /// Returns the settings from the options.
    private func settings() throws -> RenderSettings {
        var settings = RenderSettings()
        values.apply(to: &settings)
        colors.apply(to: &settings)
        try drawing.apply(to: &settings)
        picture.apply(to: &settings)
        (settings.page, settings.header, settings.name) = (print.page(), print.header, name)
        settings.values = numbers
        return settings
    }

    /// Prints one line about a picture.
    private func tell(_ picture: SlideRun.Picture, _ foundThumbnail: String?) {
        let (record, result, path) = (picture.record, picture.result, picture.path)
        let count =
            record.drawnTiles == record.tiles ? "\(record.tiles)" : "\(record.drawnTiles) of \(record.tiles)"
        let predicted = Wording.andAnswer(result.prediction)
        let ground = foundThumbnail.map { ", over \($0)" } ?? ""
        let score = Wording.score(result.score, of: result.prediction, block: record.given.block)
        told.say("\(path): \(count) tiles, \(score)\(predicted)\(Wording.andWhole(result.part))\(ground)")
        if let sight = result.sight { told.say("\(path): \(sight)") }
        if let measures = record.evaluation { told.say("\(path): \(measures.sentence)") }
    }

    /// Returns the default output in the current folder: `slides/a.h5` gives `a.overlay.png`.
    private func defaultOutput(for features: String) -> String {
        let name = features.split(separator: "/").last.map(String.init) ?? "slide"
        let ending = [".h5", ".json", ".csv", ".tsv", ".npy", ".npz", ".pt"].first { name.hasSuffix($0) }
        return name.dropLast(ending?.count ?? 0) + ".overlay.png"
    }
}
