internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results

/// The summary of a scored slide: prediction, range of scores, strongest tiles.
struct ScoreSummary {
    let text: String

    /// - Parameter slide: the slide's name in the summary.
    init(_ result: SlideResult, slide: String) {
        let scores = result.scores
        var lines = ["slide      \(slide): \(scores.count) tiles of \(Wording.length(result.tileSide)) level-0 px"]
        if let prediction = result.prediction {
            lines.append("predicted  \(Wording.prediction(prediction))")
            for (index, name) in prediction.classes.enumerated() {
                lines.append(
                    "  \(Wording.name(name)): probability "
                        + "\(NumberText.probability(Double(prediction.probabilities[index]))), "
                        + "logit \(Wording.rounded(prediction.logits[index]))")
            }
        }
        let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
        lines.append("score      \(result.score.name), \(low) to \(high); the strongest tiles:")
        for tile in Ranks.tilesFromHighest(of: scores).prefix(3) {
            let origin = result.origins[tile]
            lines.append(
                "  tile \(tile) at (\(Wording.length(origin.x)), \(Wording.length(origin.y))): \(scores[tile])")
        }
        if let sight = result.sight { lines.append("sight      \(sight)") }
        text = lines.joined(separator: "\n")
    }
}
