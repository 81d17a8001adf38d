/// Scores with their values between 0 and 1, and what those values mean: all that a picture and its legend need.
public struct NormalizedScores: Sendable, Equatable {
    /// Where the range of the values comes from.
    public enum RangeOrigin: String, Sendable {
        /// This slide's own scores: the picture cannot be compared with another slide's.
        case slide
        /// The caller, who may draw other slides with it.
        case given
        /// The definition of `none`: one range for slides with signed scores, one for all others.
        case fixed
    }

    /// The scores as they were. [tiles]
    public let scores: [Float]
    /// One value between 0 and 1 for each score. [tiles]
    public let values: [Double]
    /// How they were made.
    public let normalization: Normalization
    /// The scores that the values 0 and 1 stand for; `nil` for ranks, which keep no distance.
    public let range: ScoreRange?
    /// Where the range, or for ranks the order, comes from.
    public let rangeOrigin: RangeOrigin
    /// Whether the value 0.5 is score 0, so that a diverging colour map tells the signs apart.
    public let isZeroCentred: Bool

    /// Returns the value from which on tiles score at least `score`, for a level that is given in the score's unit.
    ///
    /// Among ranks, it is the value of the lowest such tile, and `nil` where there is none.
    public func value(ofScore score: Double) -> Double? {
        if let range { return range.value(of: score) }
        return scores.indices.lazy.filter { Double(scores[$0]) >= score }.map { values[$0] }.min()
    }
}
