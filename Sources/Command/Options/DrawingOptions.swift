public import ArgumentParser
internal import Heatmaps
public import Rendering

/// Which tiles are drawn, and how: in colours, or with a line around them.
struct DrawingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "tiles: sharp rectangles. smooth: a Gaussian over the tiles that never spreads onto background. (default: "
                + "tiles)", valueName: "kind"))
    var style: RenderSettings.Style?

    @Option(
        help: ArgumentHelp(
            "Draw only the tiles whose normalised value (0 to 1, what the colour shows) is at least this.",
            valueName: "value"))
    var threshold: Double?

    @Option(help: TopPart.help) var top: TopPart?

    @Option(
        help: ArgumentHelp(
            "Draw a line instead of colours: around the region where the normalised value (0 to 1) reaches a level, or "
                + "around the drawn tiles.", valueName: "level|tiles"))
    var outline: OutlineLevel?

    @Option(
        help: ArgumentHelp(
            "Width of the outline. (default: 1/1000 of the picture's longest side, at least 2)", valueName: "px"))
    var outlineWidth: Int?

    @Option(
        help: ArgumentHelp(
            "Colour of the outline, which has a black line on both sides: "
                + LineColor.names.map(\.name).joined(separator: ", ") + " or #rrggbb. (default: cyan)",
            valueName: "color"))
    var outlineColor: LineColor?

    @Option(
        help: ArgumentHelp(
            "No line around islands and holes of fewer tiles than this. (default: 2 around a level, 0 around the drawn tiles)",
            valueName: "tiles"))
    var outlineArea: Int?

    @Option(
        help: ArgumentHelp(
            "Draw exactly the pixels that TRIDENT or CLAM draws, for comparison. It always draws ranks; the other drawing "
                + "options do not apply.", valueName: "tool"))
    var compatible: RenderSettings.OtherTool?

    func validate() throws {
        if let threshold, !(0...1).contains(threshold) {
            throw ValidationError("'--threshold \(threshold)' is not between 0 and 1.")
        }
        if threshold != nil, top != nil {
            throw ValidationError("'--threshold' and '--top' both choose tiles; give one.")
        }
        if let outlineWidth, !RenderSettings.outlineWidths.contains(outlineWidth) {
            throw ValidationError("'--outline-width \(outlineWidth)' is not between 1 and 64 pixels.")
        }
        if let outlineArea, !RenderSettings.Outline.tileCounts.contains(outlineArea) {
            throw ValidationError("'--outline-area \(outlineArea)' is not between 0 and 1000000 tiles.")
        }
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) throws {
        settings.style = style ?? settings.style
        if let threshold { settings.selection = .values(atLeast: threshold) }
        if let top { settings.selection = top.selection }
        try applyOutline(to: &settings)
        settings.compatible = compatible ?? settings.compatible
    }

    private func applyOutline(to settings: inout RenderSettings) throws {
        if let outline { settings.outline = RenderSettings.Outline(level: outline.level) }
        let given = [
            ("--outline-width", outlineWidth != nil), ("--outline-color", outlineColor != nil),
            ("--outline-area", outlineArea != nil),
        ].first(where: \.1)
        guard var line = settings.outline else {
            if let given { throw ValidationError("'\(given.0)' needs '--outline'; give both.") }
            return
        }
        line.width = outlineWidth ?? line.width
        line.color = outlineColor ?? line.color
        line.minimumTiles = outlineArea ?? line.minimumTiles
        settings.outline = line
    }
}

extension RenderSettings.Style: ExpressibleByArgument {}
extension RenderSettings.OtherTool: ExpressibleByArgument {}
