internal import ArgumentParser
internal import Images
internal import Rendering
internal import Results
internal import Slides

/// Draws a picture for a program in another language, so that a damaged picture or slide cannot end it.
///
/// Question and answer are in memory that both have open. The size of the picture is printed as JSON.
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

    @Option(help: "The descriptor of the memory with the question.")
    var question: Int32

    @Option(help: "The descriptor of the memory for the answer.")
    var answer: Int32

    /// What was drawn.
    private struct Facts: Encodable {
        let width: Int
        let height: Int
        let channels: Int
        let drawnTiles: Int
        let warnings: [String]
    }

    func validate() throws { try settings().validate() }

    func run() throws {
        let question = try PictureQuestion(SharedMemory(question).bytes())
        let settings = try settings()
        var sources = SlideSources(features: question.features)
        sources.thumbnail = pictureOfSlide.thumbnail
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
        let (image, facts) = try RenderingError.naming(features: question.features, picture: "legend") {
            if settings.isFigure(as: .png) { try Figure.requireEngine(for: .png) }
            return try Self.drawn(question, sources, settings)
        }
        let memory = SharedMemory(answer)
        try memory.clear()
        try unsafe image.pixels.withUnsafeBytes { try unsafe memory.write($0, at: 0) }
        try Terminal.print(json: jsonText(facts))
    }

    private static func drawn(
        _ question: PictureQuestion, _ sources: SlideSources, _ settings: RenderSettings
    ) throws -> (Image, Facts) {
        let slide = try sources.openSlide()
        let tiles = try question.tiles(sources.given(slide))
        let canvas =
            question.isFile && question.picture == nil || sources.thumbnail != nil
            ? try Canvas(
                tiles, of: sources.features, thumbnail: sources.thumbnail, slide: slide, settings: settings)
            : try Canvas(
                tiles, of: sources.features, picture: question.picture, slide: slide, settings: settings)
        let result = SlideResult(
            question.answer, features: FileReference(question.features, fingerprint: nil), on: tiles)
        let rendering = try Rendering(result, on: canvas, settings: settings)
        let image = try rendering.drawn()
        // The caller knows already what there is to say of features and scores.
        let warnings = rendering.warnings.filter { if case .result = $0 { false } else { true } }
        return (
            image,
            Facts(
                width: image.width, height: image.height, channels: image.channels.rawValue,
                drawnTiles: rendering.drawnTileCount,
                warnings: (canvas.warnings.map(RenderWarning.slide) + warnings).map { $0.advised(in: .picture) })
        )
    }

    /// Returns the settings from the options.
    private func settings() throws -> RenderSettings {
        var settings = RenderSettings()
        values.apply(to: &settings)
        colors.apply(to: &settings)
        try drawing.apply(to: &settings)
        picture.apply(to: &settings)
        settings.name = name
        return settings
    }
}
