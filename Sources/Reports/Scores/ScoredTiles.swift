package import Heatmaps
package import Results

/// A slide's tiles with scores, ranks and normalised values, to be written as CSV or GeoJSON.
package struct ScoredTiles: Sendable {
    let result: SlideResult
    /// The scores, and their normalised values between 0 and 1. [tiles]
    package let normalized: NormalizedScores
    /// The ranks of the scores, 0 to 1, as in `Normalization.rank`. [tiles]
    package let ranks: [Double]

    /// Ranks and normalises the scores of a slide.
    ///
    /// - Throws: `HeatmapError` if the normalisation does not use the given range, or if a score is not finite.
    package init(
        _ result: SlideResult, normalization: Normalization, range: ScoreRange? = nil
    ) throws(HeatmapError) {
        self.result = result
        normalized = try normalization.applied(to: result.scores, range: range)
        ranks = normalization == .rank ? normalized.values : try Normalization.rank.applied(to: result.scores).values
    }
}
