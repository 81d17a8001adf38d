package import Results

/// What the curves of one map say, in words.
package struct CurveWords {
    private let name: String
    private let score: ScoreEvaluation
    private let evaluation: SlideEvaluation

    package init(_ name: String, _ score: ScoreEvaluation, of evaluation: SlideEvaluation) {
        (self.name, self.score, self.evaluation) = (name, score, evaluation)
    }

    /// What the number of a verdict means.
    package static let scale = "The number after a verdict is 0 in random order and 1 at best."

    /// The measures: `SRG 0.96 · AUPC 0.02`.
    package var measures: String {
        "SRG \(NumberText.fixed(score.srg, decimals: 2)) · AUPC \(NumberText.fixed(score.aupc, decimals: 2))"
    }

    /// Sufficiency and necessity as one sentence; nil where the verdict has no number.
    package var tiles: String? {
        score.verdict.hasNumber ? Self.tiles(sufficient: score.sufficient, necessary: score.necessary) : nil
    }

    static func tiles(sufficient: Int?, necessary: Int?) -> String {
        func highest(_ count: Int) -> String {
            count == 1 ? "the tile with the highest score" : "the \(count) tiles with the highest scores"
        }
        let changes = necessary.map { "removing \(highest($0)) changes the prediction" }
        guard let sufficient else {
            return (changes ?? "no number of tiles that was removed changes the prediction").sentence
        }
        let keeps = "\(highest(sufficient)) alone keep\(sufficient == 1 ? "s" : "") the prediction; "
        let more = necessary.map { "removing \($0 == 1 ? "the highest one" : "the \($0) highest") changes it" }
        return (keeps + (more ?? "no number of tiles that was removed changes it")).sentence
    }

    /// About twenty of the steps as cells of a table: the share of tiles that is removed, and the probabilities with the highest
    /// scores first, with the lowest first, and in random order.
    package var steps: [[String]] {
        let removed = CurvePlot.removed(evaluation)
        let every = (removed.count + 19) / 20
        return removed.indices.filter { $0 % every == 0 || $0 == removed.count - 1 }.map { step in
            [NumberText.fixed(100 * removed[step], decimals: 1) + " %"]
                + [score.most, score.least, evaluation.random.mean].map { NumberText.probability(Double($0[step])) }
        }
    }

    /// What a reader who does not see the curves should know.
    package var summary: Phrase {
        func mean(_ values: [Float]) -> String {
            NumberText.probability(values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count)))
        }
        return Phrase(
            "Flipping curves of \(name). The mean probability of ", name: evaluation.className,
            " is \(mean(score.most)) if the tiles with the highest scores are removed first, \(mean(score.least)) if those "
                + "with the lowest are, and \(mean(evaluation.random.mean)) in random order.")
    }
}

extension String {
    /// A clause as a sentence: with a capital letter and a full stop.
    package var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}

extension ScoreEvaluation {
    /// The verdict with its number, if it has one: `this map explains the prediction (0.93)`.
    package var verdictWords: String {
        verdict.hasNumber ? "\(verdict.sentence) (\(NumberText.fixed(faithfulness, decimals: 2)))" : verdict.sentence
    }
}

extension Verdict {
    /// Whether the verdict says how far the map explains the prediction, so that a number belongs to it.
    package var hasNumber: Bool { [.explains, .explainsInPart, .doesNotExplain].contains(self) }
}

extension SlideEvaluation {
    /// The name of the class whose probability is followed.
    package var className: String { classes.indices.contains(`class`) ? classes[`class`] : "class \(`class`)" }

    /// What the curves show.
    package var title: Phrase { Phrase("How probable ", name: className, " remains while tiles are removed") }

    /// The maps, the best first.
    package var ranked: [(name: String, score: ScoreEvaluation)] {
        scores.sorted { ($0.value.srg, $1.key) > ($1.value.srg, $0.key) }.map { (name: $0.key, score: $0.value) }
    }
}
