public import ArgumentParser
public import Rendering

/// A line around tiles, in place of colours.
struct OutlineOptions: ParsableArguments {
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

    func validate() throws {
        if let outlineWidth, !RenderSettings.outlineWidths.contains(outlineWidth) {
            throw ValidationError("'--outline-width \(outlineWidth)' is not between 1 and 64 pixels.")
        }
        if let outlineArea, !RenderSettings.Outline.tileCounts.contains(outlineArea) {
            throw ValidationError("'--outline-area \(outlineArea)' is not between 0 and 1000000 tiles.")
        }
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) throws {
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

extension LineColor: ExpressibleByArgument {
    /// Reads `#rrggbb` or a name.
    public init?(argument: String) { self.init(argument) }
}

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
