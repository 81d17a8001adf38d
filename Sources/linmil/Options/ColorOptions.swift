public import ArgumentParser
public import Heatmaps

/// How scores become colours.
struct ColorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How scores become values between 0 and 1. rank compares tiles of one slide; minmax, robust, zscore and none "
                + "keep distances.", valueName: "kind"))
    var normalize: Normalization = .rank

    @Option(
        help: ArgumentHelp(
            "The scores at the two ends of the colours, for minmax, robust and none: slides drawn with one range can be "
                + "compared.", valueName: "low high"))
    var range: ScoreRange?

    @Option(help: ArgumentHelp("A colour map of matplotlib; --list-colormaps shows them.", valueName: "name"))
    var colormap: ColorMap = .coolwarm

    @Option(help: ArgumentHelp("Opacity of the colours, 0 to 1.", valueName: "opacity"))
    var alpha: Double = 0.4

    @Flag(help: "Show the colour maps, and do nothing else.")
    var listColormaps = false

    func validate() throws {
        guard (0...1).contains(alpha) else { throw ValidationError("'--alpha \(alpha)' is not between 0 and 1.") }
        try normalize.validate(range)
    }
}

extension Normalization: ExpressibleByArgument {
    /// Refuses a range where there is nothing to do with it.
    func validate(_ range: ScoreRange?) throws {
        if range != nil, [.rank, .zscore].contains(self) {
            throw ValidationError(
                "'--range' has no meaning for '--normalize \(rawValue)'; choose minmax, robust or none.")
        }
    }
}

extension ColorMap: ExpressibleByArgument {
    /// Reads matplotlib's name, in capitals or not.
    public init?(argument: String) {
        guard let map = try? ColorMap(named: argument) else { return nil }
        self = map
    }
}

extension ScoreRange: ExpressibleByArgument {
    /// Reads `LOW,HIGH`, which is what `RangeArguments` makes of two arguments.
    public init?(argument: String) {
        let ends = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        guard ends.count == 2, let range = try? ScoreRange(low: ends[0], high: ends[1]) else { return nil }
        self = range
    }
}

/// Arguments in which `--range LOW HIGH` is one: the parser takes a negative number for an option.
enum RangeArguments {
    static func joined(_ arguments: [String]) -> [String] {
        guard let place = arguments.firstIndex(of: "--range"), place + 2 < arguments.count,
            arguments[(place + 1)...(place + 2)].allSatisfy({ Double($0) != nil })
        else { return arguments }
        let range = "--range=\(arguments[place + 1]),\(arguments[place + 2])"
        return arguments[..<place] + [range] + arguments[(place + 3)...]
    }
}
