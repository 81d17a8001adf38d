public import ArgumentParser
internal import Heatmaps
public import Rendering

/// Which tiles are drawn, and how.
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

    @OptionGroup var highest: TopOption

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
            "Draw exactly the pixels that TRIDENT or CLAM draws, for comparison. It always draws ranks; the other drawing "
                + "options do not apply.", valueName: "tool"))
    var compatible: RenderSettings.OtherTool?

    func validate() throws {
        if let threshold, !(0...1).contains(threshold) {
            throw ValidationError("'--threshold \(threshold)' is not between 0 and 1.")
        }
        if threshold != nil, highest.top != nil {
            throw ValidationError("'--threshold' and '--top' both choose tiles; give one.")
        }
        if let outlineWidth, !RenderSettings.outlineWidths.contains(outlineWidth) {
            throw ValidationError("'--outline-width \(outlineWidth)' is not between 1 and 64 pixels.")
        }
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) throws {
        settings.style = style ?? settings.style
        if let threshold { settings.selection = .values(atLeast: threshold) }
        if let top = highest.top { settings.selection = top.selection }
        if let outline { settings.outline = RenderSettings.Outline(level: outline.level) }
        if let outlineWidth {
            guard settings.outline != nil else {
                throw ValidationError("'--outline-width' needs '--outline'; give both.")
            }
            settings.outline?.width = outlineWidth
        }
        settings.compatible = compatible ?? settings.compatible
    }
}

extension RenderSettings.Style: ExpressibleByArgument {}
extension RenderSettings.OtherTool: ExpressibleByArgument {}

/// The argument of `--outline`: a level such as `0.9`, or `tiles` for the border of all drawn tiles.
struct OutlineLevel: ExpressibleByArgument {
    /// The level, 0 to 1; nil for all drawn tiles.
    let level: Double?

    init?(argument: String) {
        if argument == "tiles" {
            level = nil
        } else {
            guard let level = Double(argument), (0...1).contains(level) else { return nil }
            self.level = level
        }
    }
}
