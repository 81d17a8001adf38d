public import ArgumentParser
public import Heatmaps
internal import Rendering

/// How scores become values between 0 and 1, for pictures and for tables.
struct NormalizationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How scores become values between 0 and 1. rank keeps only the order of the tiles within a slide; minmax, "
                + "robust, zscore and none keep the distances between scores. (default: for a picture rank, or robust for a "
                + "score of a class; minmax for a .csv, .geojson or .annotation.json file)", valueName: "kind"))
    var normalize: Normalization?

    @Option(
        help: ArgumentHelp(
            "The scores that become 0 and 1, for minmax, robust and none. Slides with the same range can be compared.",
            valueName: "low high"))
    var range: ScoreRange?

    /// How the scores of a table are normalised.
    var ofTable: Normalization { normalize ?? .minmax }

    /// Puts the given options into the settings of a picture.
    func apply(to settings: inout RenderSettings) {
        settings.normalization = normalize ?? settings.normalization
        settings.range = range ?? settings.range
    }
}

extension Normalization: ExpressibleByArgument {
    /// Refuses a range if this normalisation does not use one.
    func validate(_ range: ScoreRange?) throws {
        if range != nil, [.rank, .zscore].contains(self) {
            throw ValidationError(
                "'--range' has no meaning for '--normalize \(rawValue)'; choose minmax, robust or none.")
        }
    }
}

extension ScoreRange: ExpressibleByArgument {
    /// Reads `LOW,HIGH`. `NumberArguments` joins the two arguments of `--range` to this form.
    public init?(argument: String) {
        let ends = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        guard ends.count == 2, let range = try? ScoreRange(low: ends[0], high: ends[1]) else { return nil }
        self = range
    }
}

/// Joins numbers to their options, because the parser would read a negative number as an option.
enum NumberArguments {
    static func joined(_ arguments: [String]) -> [String] { withRange(withCounts(arguments)) }

    /// Joins the two numbers of `--range LOW HIGH`.
    private static func withRange(_ arguments: [String]) -> [String] {
        guard let place = arguments.firstIndex(of: "--range"), place + 2 < arguments.count,
            arguments[(place + 1)...(place + 2)].allSatisfy({ Double($0) != nil })
        else { return arguments }
        let range = "--range=\(arguments[place + 1]),\(arguments[place + 2])"
        return arguments[..<place] + [range] + arguments[(place + 3)...]
    }

    /// Joins negative numbers of classes, blocks and heads, which are refused with those that exist.
    private static func withCounts(_ arguments: [String]) -> [String] {
        arguments.reduce(into: []) { joined, argument in
            if let option = joined.last, ["--class", "--block", "--head"].contains(option), argument.hasPrefix("-"),
                Int(argument) != nil
            {
                joined[joined.count - 1] = "\(option)=\(argument)"
            } else {
                joined.append(argument)
            }
        }
    }
}
