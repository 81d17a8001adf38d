internal import ArgumentParser
internal import Heatmaps
internal import Rendering
internal import Reports
internal import Results

/// One slide of a cohort: its files, and its row in the list.
struct CohortSlide: Sendable {
    let identifier: SlideIdentifier
    let features: String
    var thumbnail: String?
    var wholeSlide: String?
    var coordinates: String?
    /// What is known about the slide besides its files and options.
    var listing = SlideRecord.Listing()
    /// The options in this slide's row of the list.
    var row: RowOptions?
    /// The number of that row, counted from 1 for the header, and the list's file name.
    var rowNumber: Int?
    var list: String?
    /// Why the slide fails, whatever its files hold.
    var problem: String?

    /// Returns a sentence about the slide with its row in the list.
    func withRow(_ sentence: String) -> String {
        guard let rowNumber, let list else { return sentence }
        return "\(sentence) (row \(rowNumber) of \(list))"
    }

    /// Returns the slide's files and geometry. The row overrides the command's options.
    func sources(_ command: CohortCommand) -> SlideSources {
        var sources = SlideSources(features: features)
        (sources.coordinates, sources.wholeSlide, sources.thumbnail) = (coordinates, wholeSlide, thumbnail)
        sources.model = command.model.source(over: row?.model)
        sources.scores = command.score.request(over: row?.score)
        sources.evaluation = sources.model == nil ? nil : command.evaluation.plan
        if sources.model == nil { sources.choice = command.choice.choice(with: command.score) }
        command.lengths.apply(to: &sources)
        row?.geometry.apply(to: &sources)
        row?.lengths.apply(to: &sources)
        return sources
    }

    /// Returns how the slide is drawn.
    ///
    /// - Parameter range: the range of the cohort; nil if each slide has its own.
    /// - Throws: `ValidationError` if the row and the command contradict each other.
    func settings(_ command: CohortCommand, range: ScoreRange?) throws -> RenderSettings {
        var settings = try command.settings()
        if let range {
            if [nil, .rank].contains(settings.normalization) { settings.normalization = .robust }
            settings.range = range
        }
        row?.values.apply(to: &settings)
        row?.colors.apply(to: &settings)
        try row?.drawing.apply(to: &settings)
        row?.picture.apply(to: &settings)
        try settings.validate()
        return settings
    }
}

/// The options of `render` that can be columns of a list.
struct RowOptions: ParsableArguments, Sendable {
    @OptionGroup var model: ModelOptions
    @OptionGroup var score: ScoreOptions
    @OptionGroup var geometry: GeometryOptions
    @OptionGroup var lengths: TileOptions
    @OptionGroup var values: NormalizationOptions
    @OptionGroup var colors: ColorOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var picture: PictureOptions

    /// The names of these columns. `CohortList` reads the columns of files itself. Flags have no column.
    static let columns = [
        "model", "prefix", "score", "activation", "output-as", "tile-size", "slide-size", "mpp", "coords-scale",
        "normalize", "range", "colormap", "alpha", "style", "threshold", "top", "outline", "outline-width",
        "outline-color", "outline-area", "compatible", "background", "max-side", "top-tiles", "spread",
    ]
}
