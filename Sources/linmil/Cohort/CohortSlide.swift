internal import ArgumentParser
internal import Heatmaps
internal import Rendering
internal import Results

/// A slide of a cohort: its files, and what a list says of it.
struct CohortSlide: Sendable {
    let identifier: SlideIdentifier
    let features: String
    var thumbnail: String?
    var wholeSlide: String?
    var coordinates: String?
    var label: String?
    /// What a list's row gives for this slide alone.
    var row: RowOptions?
    /// Why the row cannot be used: it costs this slide.
    var problem: String?

    /// The slide's files, and what is said of them: the row's word goes before the command's.
    func sources(_ command: CohortCommand) -> SlideSources {
        var sources = SlideSources(features: features)
        (sources.coordinates, sources.wholeSlide, sources.thumbnail) = (coordinates, wholeSlide, thumbnail)
        sources.model = command.model.source(over: row?.model)
        command.sources.tiles.apply(to: &sources)
        row?.geometry.apply(to: &sources)
        return sources
    }

    /// How the slide is drawn.
    ///
    /// - Parameter range: the cohort's; nil where each slide has its own.
    /// - Throws: `ValidationError` where row and command contradict each other.
    func settings(_ command: CohortCommand, range: ScoreRange?) throws -> RenderSettings {
        var settings = try command.settings()
        if let range {
            if settings.normalization == .rank { settings.normalization = .robust }
            settings.range = range
        }
        row?.colors.apply(to: &settings)
        try row?.drawing.apply(to: &settings)
        row?.picture.apply(to: &settings)
        try settings.validate()
        return settings
    }
}

/// The options of `render` that a list may have columns of.
struct RowOptions: ParsableArguments, Sendable {
    @OptionGroup var model: ModelOptions
    @OptionGroup var geometry: GeometryOptions
    @OptionGroup var colors: ColorOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var picture: PictureOptions

    /// The columns' names. Files have columns of their own, and flags have none.
    static let columns = [
        "model", "prefix", "score", "activation", "tile-size", "slide-size", "mpp", "normalize", "range", "colormap",
        "alpha",
        "style", "threshold", "top", "outline", "outline-width", "compatible", "background", "max-side", "top-tiles",
    ]
}
