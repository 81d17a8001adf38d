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

    @OptionGroup var line: OutlineOptions

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
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) throws {
        settings.style = style ?? settings.style
        if let threshold { settings.selection = .values(atLeast: threshold) }
        if let top = highest.top { settings.selection = top.selection }
        try line.apply(to: &settings)
        settings.compatible = compatible ?? settings.compatible
    }
}

extension RenderSettings.Style: ExpressibleByArgument {}
extension RenderSettings.OtherTool: ExpressibleByArgument {}
