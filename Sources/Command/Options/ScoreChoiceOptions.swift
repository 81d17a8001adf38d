public import ArgumentParser
public import Slides

/// Which scores to take from a file that has more than one for each tile.
struct ScoreChoiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The columns of a table: the tiles' left and upper borders in level-0 pixels, and their scores. (default: x,y,score, "
                + "or minx,miny,prob_NAME as wsinfer writes them)", valueName: "x,y,score"))
    var columns: ScoreChoice.Columns?

    /// Refuses columns where a model computes the scores.
    func requireScores(_ model: ModelOptions) throws {
        if model.model != nil, columns != nil {
            throw ValidationError("'--columns' chooses among existing scores; leave '--model' or '--columns' out.")
        }
    }

    /// Returns what to take from a file of scores; nil if nothing is chosen.
    ///
    /// - Parameter scores: the options that name a class.
    func choice(with scores: ScoreOptions) -> ScoreChoice? {
        columns == nil && scores.className == nil
            ? nil : ScoreChoice(columns: columns, className: scores.className)
    }

    /// Refuses a class for scores whose column is named.
    func requireNoClass(_ scores: ScoreOptions) throws {
        if columns != nil, scores.className != nil {
            throw ValidationError("'--columns' names the scores' column already; leave '--class' out.")
        }
    }
}

extension ScoreChoice.Columns: ExpressibleByArgument {
    /// Reads `x,y,score`.
    public init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.count == 3, names.allSatisfy({ !$0.isEmpty }), Set(names).count == 3 else { return nil }
        self.init(x: names[0], y: names[1], score: names[2])
    }
}
