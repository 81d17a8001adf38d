internal import ArgumentParser

/// The picture of one slide.
struct ThumbnailOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A PNG or JPEG of the whole slide, of any size. (default: of --slide, or TRIDENT's thumbnails/ID.jpg in a "
                + "folder above the features)", valueName: "image"))
    var thumbnail: String?
}

/// What the heatmap lies on, and what is written beside it.
struct PictureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the colours lie on. none: transparent where no tile is. (default: thumbnail, or white without one)",
            valueName: "kind"))
    var background: BackgroundKind?

    @Option(help: ArgumentHelp("Longest side of the picture. (default: the thumbnail's, else 2000)", valueName: "px"))
    var maxSide: Int?

    @Flag(help: "Add colour bar, scale bar, slide and prediction. A figure.svg always has them.")
    var legend = false

    @Flag(help: "Put thumbnail, overlay and bare map side by side.")
    var panels = false

    @Option(
        help: ArgumentHelp(
            "Write so many tiles of the highest and the lowest scores beside the picture, with a contact sheet.",
            valueName: "k"))
    var topTiles: Int?

    enum BackgroundKind: String, CaseIterable, ExpressibleByArgument {
        case thumbnail, white
        case transparent = "none"
    }

    func validate() throws {
        if let maxSide, !(1...100_000).contains(maxSide) {
            throw ValidationError("'--max-side \(maxSide)' is not between 1 and 100000 pixels.")
        }
        if let topTiles, !(1...1000).contains(topTiles) {
            throw ValidationError("'--top-tiles \(topTiles)' is not between 1 and 1000.")
        }
    }
}
