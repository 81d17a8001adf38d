package import Heatmaps
internal import LinMIL
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
        let isTwoSided = result.score.isTwoSided
        if let fixed = result.score.fixedRange {
            normalized = try Normalization.minmax.applied(
                to: result.scores, range: ScoreRange(low: fixed.lowerBound, high: fixed.upperBound),
                isTwoSided: false)
            ranks = try Normalization.rank.applied(to: result.scores, isTwoSided: false).values
            return
        }
        normalized = try normalization.applied(to: result.scores, range: range, isTwoSided: isTwoSided)
        ranks =
            normalization == .rank
            ? normalized.values : try Normalization.rank.applied(to: result.scores, isTwoSided: isTwoSided).values
    }

    /// The names of a tile's three numbers, the score first.
    ///
    /// The plain names are older than scores of classes. Where a score needs more than them, all three names begin with the
    /// score's own, so that the scores of several classes can lie side by side.
    ///
    /// - Parameters:
    ///   - plain: the name of a score that is known by the file alone; nil for its kind.
    ///   - separator: what stands between words.
    func names(plain: String? = nil, separator: String) -> [String] {
        let parts = result.score.parts(result.prediction)
        let isOld = result.score.score.map { [.cls, .attn].contains($0.kind) } ?? true
        if isOld, parts.count == 1 { return [plain ?? parts[0], "rank", "normalised"] }
        return [parts, parts + ["rank"], parts + ["normalised"]].map { $0.joined(separator: separator) }
    }
}
