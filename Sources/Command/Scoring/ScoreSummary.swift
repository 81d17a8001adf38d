internal import Heatmaps
internal import LinMIL
internal import Ranking
internal import Rendering
internal import Results

/// The summary of a scored slide: prediction, range of scores, strongest tiles.
struct ScoreSummary {
    let text: String

    /// - Parameter slide: the slide's name in the summary.
    init(_ result: SlideResult, slide: String) {
        var lines = ["slide      \(slide): \(result.tileCount) tiles of \(Wording.length(result.tileSide)) level-0 px"]
        if let part = result.part { lines.append("part       \(Wording.tiles(of: part))") }
        if let prediction = result.prediction { lines += Self.lines(of: prediction) }
        if let whole = result.part?.wholeSlide { lines += Self.lines(of: whole, heading: "whole") }
        if let ensemble = result.ensemble { lines += Self.lines(of: ensemble, result) }
        for (number, map) in result.maps.enumerated() {
            lines += Self.lines(of: map, result)
            if let measures = result.measures(of: number) { lines.append("  \(measures.sentence)") }
        }
        if let sight = result.sight { lines.append("sight      \(sight)") }
        text = lines.joined(separator: "\n")
    }

    /// What a score is, its range, its strongest tiles, and what its parts add up to.
    private static func lines(of map: TileMap, _ result: SlideResult) -> [String] {
        let scores = map.scores
        let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
        var words = map.score.name
        if map.logOdds != nil, let number = map.score.classNumber {
            words += " for " + Wording.className(number, of: result.prediction)
        }
        var lines = ["score      \(words), \(low) to \(high); the strongest tiles:"]
        for tile in Ranks.tilesFromHighest(of: scores).prefix(3) {
            let origin = result.origins[tile]
            lines.append(
                "  tile \(result.part?.tiles[tile] ?? tile) at (\(Wording.length(origin.x)), \(Wording.length(origin.y))): \(scores[tile])"
            )
        }
        if let words = map.rankAgreement?.words { lines.append("  rank correlation of the models' maps \(words)") }
        if let parts = map.parts {
            let tiles = Float(scores.reduce(0) { $0 + Double($1) })
            lines.append(
                "  tiles \(Wording.rounded(tiles)) + class token \(Wording.rounded(parts.classToken)) + biases "
                    + "\(Wording.rounded(parts.biases)) = \(Wording.rounded(parts.target))")
        }
        if let logOdds = map.logOdds {
            let what = result.prediction?.output == .classes ? "log-odds" : "output"
            lines.append("  \(what) \(Wording.rounded(logOdds))")
        }
        return lines
    }

    /// How many models agree, and what each of them says.
    private static func lines(of ensemble: SlideEnsemble, _ result: SlideResult) -> [String] {
        let lines = zip(ensemble.labels, ensemble.predictions(as: result.prediction)).map { label, prediction in
            "  \(Wording.name(label)): \(Wording.answer(prediction).words)"
        }
        return ["models     \(Wording.name("\(ensemble.summary(result.prediction))"))"] + lines
    }

    /// What the model says, and the numbers of each class.
    ///
    /// - Parameter other: what stands before it in place of its own heading.
    private static func lines(of prediction: Prediction, heading other: String? = nil) -> [String] {
        let (heading, words) = Wording.answer(prediction)
        let said = other == nil ? words : "\(heading) \(words)"
        let first = Wording.padded(other ?? heading, to: 11) + said
        guard let probabilities = prediction.probabilities else {
            return [first, "  a value has no probability; if it is a logit, give --output-as sigmoid"]
        }
        return [first]
            + prediction.classes.indices.map { index in
                "  \(Wording.name(prediction.classes[index])): probability "
                    + "\(Wording.probability(probabilities[index])), logit \(Wording.rounded(prediction.logits[index]))"
            }
    }
}
