internal import Files
internal import LinMIL
internal import Results

/// The measures of a slide's maps as a table, with one sentence for each.
struct EvaluationTable {
    let text: String

    /// - Parameter slide: the slide's name in the table.
    init(_ evaluation: SlideEvaluation, slide: String) {
        let name = Wording.name(evaluation.classes[evaluation.class])
        let scores = evaluation.scores.sorted {
            ($0.value.faithfulness, $0.value.srg, $1.key) > ($1.value.faithfulness, $1.value.srg, $0.key)
        }
        var lines = [
            "slide  \(slide): \(evaluation.kept[0]) tiles, \(name) \(Wording.probability(evaluation.probability))",
            "random order: AUPC \(Self.number(evaluation.random.aupc)) +- \(Self.number(evaluation.random.spread)), "
                + "\(evaluation.random.seeds) orders; one in twenty has a faithfulness of \(Self.number(evaluation.chance))",
            "",
        ]
        if let part = evaluation.part {
            let whole = part.wholeSlide?.probabilities?[evaluation.class]
            let said = whole.map { "; on the whole slide \(name) \(Wording.probability($0))" } ?? ""
            lines.insert("part   \(Wording.tiles(of: part))\(said)", at: 1)
        }
        let headings = [
            "score", "verdict", "faithful", "SRG", "AUPC", "gain", "sufficient", "necessary", "sanity",
        ]
        let rows = scores.map { name, score in
            [
                Wording.name(name), score.verdict.rawValue, Self.number(score.faithfulness), Self.number(score.srg),
                Self.number(score.aupc), Self.number(score.gain), score.sufficient.map { "\($0)" } ?? "-",
                score.necessary.map { "\($0)" } ?? "-", Self.sanity(of: score),
            ]
        }
        let widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [headings] + rows {
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 2 ? row[column] + space : space + row[column]
            }
            lines.append(cells.joined(separator: "  "))
        }
        lines.append("")
        lines += scores.map { Self.sentence(Wording.name($0.key), $0.value, evaluation, name) }
        text = lines.joined(separator: "\n")
    }

    /// What removing a few tiles does, beside random order.
    private static func sentence(
        _ score: String, _ values: ScoreEvaluation, _ evaluation: SlideEvaluation, _ name: String
    ) -> String {
        let kept = evaluation.kept
        guard let step = kept.indices.dropFirst().first(where: { Double(kept[0] - kept[$0]) >= 0.05 * Double(kept[0]) })
        else { return "\(score): one tile cannot be removed from itself." }
        let removed = kept[0] - kept[step]
        let share = Int((100 * Double(removed) / Double(kept[0])).rounded())
        return "\(score): removing the \(share) % of tiles with the highest scores (\(removed)) takes \(name) from "
            + "\(Wording.probability(values.most[0])) to \(Wording.probability(values.most[step])), as many at random to "
            + "\(Wording.probability(evaluation.random.mean[step])); \(values.verdict.sentence)."
    }

    /// The largest correlation with a map of the model with random weights.
    private static func sanity(of score: ScoreEvaluation) -> String {
        guard let steps = score.sanity else { return "not tested" }
        let values = steps.compactMap(\.correlation)
        return values.last.map { number($0) } ?? "-"
    }

    /// Three decimals. Adding 0 takes the sign off a rounded zero.
    private static func number(_ value: Double) -> String {
        DecimalText.fixed((value * 1000).rounded() / 1000 + 0, decimals: 3)
    }
}
