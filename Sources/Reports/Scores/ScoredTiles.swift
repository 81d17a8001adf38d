package import Heatmaps
package import Results

/// A slide's tiles with what there is to say of each, for programs that take a table or objects on a slide.
package struct ScoredTiles: Sendable {
    let result: SlideResult
    /// The scores, and their values between 0 and 1. [tiles]
    package let normalized: NormalizedScores
    /// The scores' ranks, 0 to 1, as `Normalization.rank` has them. [tiles]
    package let ranks: [Double]

    /// Ranks and normalises the scores of a slide.
    ///
    /// - Throws: `HeatmapError` where a range is given that the normalisation has no use for, or a score is not finite.
    package init(
        _ result: SlideResult, normalization: Normalization, range: ScoreRange? = nil
    ) throws(HeatmapError) {
        self.result = result
        normalized = try normalization.applied(to: result.scores, range: range)
        ranks = normalization == .rank ? normalized.values : try Normalization.rank.applied(to: result.scores).values
    }
}
