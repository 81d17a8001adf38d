internal import LinMIL
internal import Slides

/// What a person wants to know first of a scored slide.
struct ScoreSummary {
    let text: String

    init(_ scored: ScoredSlide, slide: String) {
        let scores = scored.scores
        var lines = ["slide      \(slide): \(scores.count) tiles of \(Wording.length(scored.tiles.side)) level-0 px"]
        lines.append("predicted  \(scored.prediction)")
        for (index, name) in scored.model.classNames.enumerated() {
            lines.append(
                "  \(Wording.name(name)): probability \(Wording.probability(scored.output.probabilities[index])), "
                    + "logit \(Wording.rounded(scored.output.logits[index]))")
        }
        let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
        lines.append("score      \(scored.score.rawValue), \(low) to \(high); the strongest tiles:")
        let strongest = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(3)
        for tile in strongest {
            let origin = scored.tiles.origins[tile]
            lines.append(
                "  tile \(tile) at (\(Wording.length(origin.x)), \(Wording.length(origin.y))): \(scores[tile])")
        }
        if let sight = scored.sight { lines.append("sight      \(sight)") }
        text = lines.joined(separator: "\n")
    }
}
