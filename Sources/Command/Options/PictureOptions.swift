public import ArgumentParser
internal import Heatmaps
public import Rendering
internal import Slides

/// The thumbnail of one slide.
struct ThumbnailOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A PNG or JPEG of the whole slide, of any size. (default: made from --slide; else thumbnails/ID.jpg in the "
                + "features' folder or one of the two above it, where TRIDENT writes it)", valueName: "image"))
    var thumbnail: String?
}

/// What is under and around the heatmap, and which pictures are written with it.
struct PictureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What is under the colours. none: transparent outside the tiles. (default: thumbnail, or white if there is "
                + "none)", valueName: "kind"))
    var background: RenderSettings.Ground?

    @Option(
        help: ArgumentHelp(
            "Longest side of the picture in pixels. (default: the thumbnail's, else 2000)", valueName: "px"))
    var maxSide: Int?

    @Flag(help: "Add a colour bar, a scale bar, the slide's name and the prediction. An SVG always has them.")
    var legend = false

    @Flag(
        help: ArgumentHelp(
            "Put the thumbnail, the overlay and the heatmap alone side by side. The figure has at most "
                + "\(RenderSettings.usualPanelsSide) pixels on its longest side; --max-side sets the side of each picture "
                + "instead."))
    var panels = false

    @Option(
        help: ArgumentHelp(
            "Also write pictures of the K tiles with the highest and the K with the lowest scores, and a contact sheet.",
            valueName: "k"))
    var topTiles: Int?

    @Option(
        help: ArgumentHelp(
            "How far the tiles of --top-tiles lie apart at least, from centre to centre in sides of a tile, so that those of "
                + "one place do not fill the sheet. 0: the highest, wherever they are. (default: "
                + "\(plainNumber(TileSpread.usualSides)))", valueName: "sides"))
    var spread: Double?

    func validate() throws {
        if let maxSide, !RenderSettings.maxSides.contains(maxSide) {
            throw ValidationError("'--max-side \(maxSide)' is not between 1 and 100000 pixels.")
        }
        if let topTiles, !RenderSettings.topTileCounts.contains(topTiles) {
            throw ValidationError("'--top-tiles \(topTiles)' is not between 1 and 1000.")
        }
        if let spread, !RenderSettings.spreads.contains(spread) {
            throw ValidationError("'--spread \(Wording.short(spread))' is not between 0 and 1000 sides of a tile.")
        }
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) {
        settings.ground = background ?? settings.ground
        settings.maxSide = maxSide ?? settings.maxSide
        settings.legend = legend || settings.legend
        settings.panels = panels || settings.panels
        settings.topTiles = topTiles ?? settings.topTiles
        settings.spread = spread ?? settings.spread
    }
}

extension RenderSettings.Ground: ExpressibleByArgument {}
