public import ArgumentParser
public import Slides

/// Which scores to take from a file that has more than one for each tile.
struct ScoreChoiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The columns of a table: the tiles' left and upper borders in level-0 pixels, and their scores. (default: x,y,score, "
                + "or minx,miny,prob_NAME as wsinfer writes them)", valueName: "x,y,score"))
    var columns: ScoreChoice.Columns?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "Which class's scores to draw, by number from 0 or by name, if the file has those of several.",
            valueName: "n|name"))
    var className: String?

    /// What is chosen; nil if nothing is.
    var choice: ScoreChoice? {
        columns == nil && className == nil ? nil : ScoreChoice(columns: columns, className: className)
    }

    /// Refuses a choice among existing scores where a model computes them.
    func requireScores(_ model: ModelOptions) throws {
        if model.model != nil, choice != nil {
            throw ValidationError(
                "'--columns' and '--class' choose among existing scores; leave '--model' or them out.")
        }
    }

    func validate() throws {
        if columns != nil, className != nil {
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
