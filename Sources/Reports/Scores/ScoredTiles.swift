package import Heatmaps

/// A slide's tiles with what there is to say of each, for programs that take a table or objects on a slide.
package struct ScoredTiles: Sendable {
    /// What the slide is called.
    package let slide: String
    /// The scores' own name: `cls` or `attn`.
    package let score: String
    /// Top-left corners in level-0 pixels. [tiles]
    package let origins: [SIMD2<Double>]
    /// The side of a tile in level-0 pixels.
    package let side: Double
    /// The scores, and their values between 0 and 1. [tiles]
    package let normalized: NormalizedScores
    /// The scores' ranks, 0 to 1, as `Normalization.rank` has them. [tiles]
    package let ranks: [Double]

    /// Ranks and normalises the scores of a slide.
    ///
    /// - Throws: `HeatmapError` where a range is given that the normalisation has no use for, or a score is not finite.
    package init(
        slide: String, score: String, scores: [Float], origins: [SIMD2<Double>], side: Double,
        normalization: Normalization, range: ScoreRange? = nil
    ) throws(HeatmapError) {
        precondition(origins.count == scores.count, "\(scores.count) scores for \(origins.count) tiles")
        (self.slide, self.score, self.origins, self.side) = (slide, score, origins, side)
        normalized = try normalization.applied(to: scores, range: range)
        ranks = normalization == .rank ? normalized.values : try Normalization.rank.applied(to: scores).values
    }
}
