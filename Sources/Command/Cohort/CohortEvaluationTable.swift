internal import Files
internal import Reports
internal import Results

/// What was measured of a cohort's maps: first the slides whose map does not explain the prediction, then a line for each score.
struct CohortEvaluationTable {
    let text: String
    /// So many slides are named for each score. The table cohort.csv has all.
    private static let mostNamed = 20

    init(_ evaluation: CohortEvaluation) {
        let scores = evaluation.scores.sorted { $0.key < $1.key }
        var lines = scores.flatMap { Self.unexplained($0.value.unexplained, by: Wording.name($0.key)) }
        if !lines.isEmpty { lines.append("") }
        let width = max(5, scores.map(\.key.count).max() ?? 0)
        func row(_ name: String, _ counts: [String], _ means: [String]) -> String {
            func right(_ text: String, _ width: Int) -> String {
                String(repeating: " ", count: max(0, width - text.count)) + text
            }
            let first = Wording.padded(name, to: width)
            return ([first] + counts.map { right($0, 10) } + means.map { right($0, 17) }).joined(separator: " ")
        }
        lines.append(
            row(
                "score", ["slides", "explains", "in part", "does not", "no verdict"],
                ["faithfulness", "SRG", "AUPC", "gain"]))
        for (name, score) in scores {
            let judged: [Verdict] = [.explains, .explainsInPart, .doesNotExplain]
            let counts = judged.map { score.verdicts[$0.rawValue] ?? 0 }
            lines.append(
                row(
                    Wording.name(name),
                    ([score.slides] + counts + [score.slides - counts.reduce(0, +)]).map(String.init),
                    [score.faithfulness, score.srg, score.aupc, score.gain].map(Self.words)))
        }
        lines.append("The means are over the slides with a verdict on the map, with the standard error.")
        text = lines.joined(separator: "\n")
    }

    private static func unexplained(_ slides: [CohortEvaluation.Unexplained], by score: String) -> [String] {
        guard !slides.isEmpty else { return [] }
        var lines = [
            "\(score) does not explain the prediction of \(slides.count) slide\(slides.count == 1 ? "" : "s"):"
        ]
        lines += slides.prefix(mostNamed).map {
            "  \(Wording.name($0.slide)) (faithfulness \(DecimalText.fixed($0.faithfulness, decimals: 2)))"
        }
        if slides.count > mostNamed { lines.append("  and \(slides.count - mostNamed) more, which cohort.csv names") }
        return lines
    }

    private static func words(_ mean: CohortEvaluation.Mean?) -> String {
        guard let mean else { return "-" }
        let error = mean.standardError.map { " +- " + DecimalText.fixed($0, decimals: 3) } ?? ""
        return DecimalText.fixed(mean.mean, decimals: 3) + error
    }
}

extension QuietOption {
    /// Prints what was measured of a cohort's maps, if anything was.
    func summarise(_ records: [SlideRecord]) throws {
        guard !quiet, let evaluation = CohortEvaluation(of: records) else { return }
        try Terminal.print(CohortEvaluationTable(evaluation).text)
    }
}
