public import ArgumentParser
public import Heatmaps
internal import Rendering

/// How scores become colours.
struct ColorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A matplotlib colour map; --list-colormaps shows all of them. coolwarm looks as in CLAM and TRIDENT. (default: "
                + "YlOrRd; coolwarm for signed scores)", valueName: "name"))
    var colormap: ColorMap?

    @Option(
        help: ArgumentHelp(
            "Opacity of the colours, 0 to 1. Two numbers such as 0.1,0.7: it grows with the value, or with the distance from "
                + "0 if scores are signed. (default: 0.1,0.7; 0.2,0.7 for signed scores; 0.4 with --colormap)",
            valueName: "opacity"))
    var alpha: Opacity?

    @Flag(help: "List the colour maps and exit.")
    var listColormaps = false

    func validate() throws {
        switch alpha {
        case .constant(let alpha)? where !(0...1).contains(alpha):
            throw ValidationError("'--alpha \(alpha)' is not between 0 and 1.")
        case .growing(let from, let to)? where !(0...1).contains(from) || !(0...1).contains(to):
            throw ValidationError("'--alpha \(from),\(to)' is not between 0 and 1.")
        case .constant?, .growing?, nil: break
        }
    }

    /// Puts the given options into the settings.
    func apply(to settings: inout RenderSettings) {
        settings.colorMap = colormap ?? settings.colorMap
        settings.alpha = alpha ?? settings.alpha
    }
}

extension Opacity: ExpressibleByArgument {
    /// Reads `0.4`, or `0.1,0.7` for an opacity that grows.
    public init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        switch numbers.count {
        case 1:
            guard let alpha = numbers[0] else { return nil }
            self = .constant(alpha)
        case 2:
            guard let from = numbers[0], let to = numbers[1] else { return nil }
            self = .growing(from: from, to: to)
        default: return nil
        }
    }

    /// The words of the option.
    var argument: String {
        switch self {
        case .constant(let alpha): "\(alpha)"
        case .growing(let from, let to): "\(from),\(to)"
        }
    }
}

extension ColorMap: ExpressibleByArgument {
    /// Reads matplotlib's name of a colour map, in upper or lower case.
    public init?(argument: String) {
        guard let map = try? ColorMap(named: argument) else { return nil }
        self = map
    }
}
