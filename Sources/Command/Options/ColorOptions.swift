public import ArgumentParser
public import Heatmaps
internal import Rendering

/// How scores become colours.
struct ColorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A matplotlib colour map; --list-colormaps shows all of them. (default: coolwarm)", valueName: "name"))
    var colormap: ColorMap?

    @Option(help: ArgumentHelp("Opacity of the colours, 0 to 1. (default: 0.4)", valueName: "opacity"))
    var alpha: Double?

    @Flag(help: "List the colour maps and exit.")
    var listColormaps = false

    func validate() throws {
        if let alpha, !(0...1).contains(alpha) {
            throw ValidationError("'--alpha \(alpha)' is not between 0 and 1.")
        }
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) {
        settings.colorMap = colormap ?? settings.colorMap
        settings.alpha = alpha ?? settings.alpha
    }
}

extension ColorMap: ExpressibleByArgument {
    /// Reads matplotlib's name of a colour map, in upper or lower case.
    public init?(argument: String) {
        guard let map = try? ColorMap(named: argument) else { return nil }
        self = map
    }
}
