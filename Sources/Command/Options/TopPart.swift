internal import ArgumentParser
internal import Heatmaps

/// The argument of `--top`: `20` tiles or `5%` of the tiles.
struct TopPart: Equatable, ExpressibleByArgument {
    /// What `--top` does, for pictures and for tables.
    static let help = ArgumentHelp(
        "Take only the N tiles, or the P percent of the tiles, with the highest scores; of a score of a class, those that speak "
            + "most strongly for it.", valueName: "n|p%")

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
