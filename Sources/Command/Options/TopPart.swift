internal import ArgumentParser
internal import Heatmaps

/// Selects only the tiles with the highest scores, for pictures and for tables.
struct TopOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take only the N tiles, or the P percent of the tiles, with the highest scores; of a score of a class, those that "
                + "speak most strongly for it.", valueName: "n|p%"))
    var top: TopPart?
}

/// The argument of `--top`: `20` tiles or `5%` of the tiles.
struct TopPart: Equatable, ExpressibleByArgument {
    /// The tiles with the highest scores.
    let selection: Selection

    init?(argument: String) {
        if argument.hasSuffix("%") {
            guard let percent = Double(argument.dropLast()), percent > 0, percent <= 100 else { return nil }
            selection = .topPercent(percent)
        } else {
            guard let count = Int(argument), count > 0 else { return nil }
            selection = .top(count)
        }
    }
}
