internal import Rendering
internal import Results

/// The flipping curves of one slide's maps in the page, with their verdicts.
struct SlideCurves: Encodable {
    /// One map.
    struct Map: Encodable {
        let name: String
        let verdict: String
        /// Sufficiency and necessity; nil where there is no verdict on the map.
        let tiles: String?
        let measures: String
        /// An SVG element.
        let plot: String
        /// Some of the steps as cells of a table: the share that is removed, and the probabilities with the highest scores first,
        /// with the lowest first, and in random order.
        let steps: [[String]]

        init(_ name: String, _ score: ScoreEvaluation, of evaluation: SlideEvaluation) throws {
            let words = CurveWords(name, score, of: evaluation)
            (self.name, verdict) = (name, score.verdictWords)
            (tiles, measures) = (words.tiles, words.measures)
            plot = try EvaluationPlot.svg(name, score, of: evaluation)
            steps = words.steps
        }
    }

    /// What the curves show.
    let title: String
    /// The slide's first map, then the others, the best first.
    let maps: [Map]

    /// - Parameter shown: the name of the slide's first map.
    init(_ evaluation: SlideEvaluation, shown: String) throws {
        title = evaluation.title.line
        let ranked = evaluation.ranked
        maps = try (ranked.filter { $0.name == shown } + ranked.filter { $0.name != shown }).map { map in
            try Map(map.name, map.score, of: evaluation)
        }
    }
}
