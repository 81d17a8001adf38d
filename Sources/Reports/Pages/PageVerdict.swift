internal import Rendering
internal import Results

/// The verdict on a slide's map in the table.
struct PageVerdict {
    /// The verdict alone; empty if the map was not measured.
    let name: String
    /// The verdict with its number.
    let text: String
    /// The higher, the more a reader should know of the slide. Slides that were not measured come last.
    let order: Double
    /// The same as text for the script; empty if the map was not measured.
    let key: String

    init(_ measures: MapMeasures?) {
        guard let measures else {
            (name, text, order, key) = ("", "-", -.infinity, "")
            return
        }
        let (name, number) = (measures.verdict.rawValue, measures.faithfulness)
        let rank: Double =
            switch measures.verdict {
            case .explains: 10
            case .explainsInPart: 40
            case .doesNotExplain: 50
            // Of what has no number, that which speaks against the map comes first too.
            case let other: other.isVerdict ? 50 : 20
            }
        // Among slides with one verdict, the lowest number comes first.
        order = rank - min(max(number, -4), 4)
        self.name = name
        text = measures.verdict.hasNumber ? "\(name) (\(NumberText.fixed(number, decimals: 2)))" : name
        key = "\(order)"
    }
}

/// An entry of the key of the curves in the page.
struct CurveSample {
    /// An SVG element.
    let sample: String
    let words: String

    static func key() throws -> [CurveSample] {
        try EvaluationPlot.key().map { CurveSample(sample: $0.sample, words: $0.words) }
    }
}

extension CohortEvaluation {
    /// A line for each score: `cls: the map explains 2 of 3 predictions, mean SRG 0.71 ± 0.05 (standard error)`.
    var lines: [String] {
        scores.sorted { $0.key < $1.key }.map { name, score in
            let explained = score.verdicts[Verdict.explains.rawValue] ?? 0
            let error =
                score.srg?.standardError.map { " ± \(NumberText.fixed($0, decimals: 2)) (standard error)" } ?? ""
            let mean = score.srg.map { ", mean SRG \(NumberText.fixed($0.mean, decimals: 2))\(error)" } ?? ""
            return "\(name): the map explains the prediction of \(explained) of \(score.slides) "
                + "slide\(score.slides == 1 ? "" : "s")\(mean)."
        }
    }
}
