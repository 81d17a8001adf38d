internal import ArgumentParser
internal import Files
internal import Images
internal import Rendering
internal import Results
internal import Slides

/// Draws a picture for a program in another language, so that a damaged picture or slide cannot end it.
///
/// Question and answer are in memory that both have open, unless the picture goes to a file. The size is printed as JSON.
struct PictureWorkerCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "picture-worker", abstract: "Draw a picture for a program in another language.",
        shouldDisplay: false)

    @OptionGroup var geometry: GeometryOptions
    @OptionGroup var lengths: TileOptions
    @OptionGroup var values: NormalizationOptions
    @OptionGroup var colors: ColorOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var pictureOfSlide: ThumbnailOption
    @OptionGroup var picture: PictureOptions
    @OptionGroup var stall: StallOption

    @Option(help: "The slide's name in a figure.")
    var name: String?

    @Option(help: "A file to write in place of pixels for the answer.")
    var output: String?

    @Flag(name: .customLong("values"), help: "Write the scores themselves in place of colours.")
    var numbers = false

    @Option(help: "The descriptor of the memory with the question.")
    var question: Int32

    @Option(help: "The descriptor of the memory for the answer.")
    var answer: Int32

    /// What was drawn. The size is that of the answer's pixels.
    private struct Facts: Encodable {
        var width: Int?
        var height: Int?
        var channels: Int?
        let drawnTiles: Int
        let warnings: [String]
    }

    func validate() throws {
        let settings = try settings()
        try settings.validate()
        try settings.validate(for: output.map { try PictureFormat(ofOutput: $0, "--output") } ?? .png)
    }

    func run() throws {
        let question = try PictureQuestion(SharedMemory(question).bytes())
        let settings = try settings()
        var sources = SlideSources(features: question.features)
        sources.thumbnail = pictureOfSlide.thumbnail
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
        if let output {
            try sources.requireOtherFile(output)
            _ = try OutputFile(path: output)
        }
        let facts = try RenderingError.naming(features: question.features, picture: output ?? "legend") {
            try draw(question, sources, settings)
        }
        try Terminal.print(json: jsonText(facts))
    }

    /// Draws into the file that is named, or into the memory for the answer.
    private func draw(
        _ question: PictureQuestion, _ sources: SlideSources, _ settings: RenderSettings
    ) throws -> Facts {
        let format = output.flatMap(PictureFormat.init(path:)) ?? .png
        if settings.isFigure(as: format) { try Figure.requireEngine(for: format) }
        let slide = try sources.openSlide()
        let tiles = try question.tiles(sources.given(slide))
        let canvas =
            question.isFile && question.picture == nil || sources.thumbnail != nil
            ? try Canvas(
                tiles, of: sources.features, thumbnail: sources.thumbnail, slide: slide, settings: settings, as: format)
            : try Canvas(
                tiles, of: sources.features, picture: question.picture, slide: slide, settings: settings, as: format)
        let result = SlideResult(
            question.answer, features: FileReference(question.features, fingerprint: nil), on: tiles)
        let rendering = try Rendering(result, on: canvas, settings: settings)
        // The caller knows already what there is to say of features and scores.
        let warnings = rendering.warnings.filter { if case .result = $0 { false } else { true } }
        var facts = Facts(
            drawnTiles: rendering.drawnTileCount,
            warnings: (canvas.warnings.map(RenderWarning.slide) + warnings).map { $0.advised(in: .picture) })
        if let output {
            let inputs = RecordedInputs(canvas: canvas, slide: slide)
            try rendering.write(to: output, record: rendering.record(inputs))
            return facts
        }
        let image = try rendering.drawn()
        let memory = SharedMemory(answer)
        try memory.clear()
        try unsafe image.pixels.withUnsafeBytes { try unsafe memory.write($0, at: 0) }
        (facts.width, facts.height, facts.channels) = (image.width, image.height, image.channels.rawValue)
        return facts
    }

    /// Returns the settings from the options.
    private func settings() throws -> RenderSettings {
        var settings = RenderSettings()
        values.apply(to: &settings)
        colors.apply(to: &settings)
        try drawing.apply(to: &settings)
        picture.apply(to: &settings)
        (settings.name, settings.values) = (name, numbers)
        return settings
    }
}
