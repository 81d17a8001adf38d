/// Scores, their values between 0 and 1, and the meaning of these values: everything that a picture and its legend
/// need.
public struct NormalizedScores: Sendable, Equatable {
    /// Where the range of the values comes from.
    public enum RangeOrigin: String, Sendable {
        /// From this slide's own scores. The picture cannot be compared with another slide's.
        case slide
        /// From the caller, who can draw other slides with the same range.
        case given
        /// From the definition of `none`: one range for signed scores, another for scores without a sign.
        case fixed
    }

    /// The original scores. [tiles]
    public let scores: [Float]
    /// One value between 0 and 1 for each score. [tiles]
    public let values: [Double]
    /// How the values were computed.
    public let normalization: Normalization
    /// The scores at the values 0 and 1; `nil` for ranks, which do not keep distances.
    public let range: ScoreRange?
    /// Where the range comes from; for ranks, where the order comes from.
    public let rangeOrigin: RangeOrigin
    /// Whether the value 0.5 is score 0, so that a diverging colour map separates the signs.
    public let isZeroCentred: Bool
    /// Whether scores speak for or against something, whatever their values.
    public let isTwoSided: Bool

    /// Whether the middle of the colours stands for score 0, or should: the scores are two-sided, or 0 is in the middle.
    public var isSigned: Bool { isTwoSided || isZeroCentred }

    /// Returns the value that corresponds to a score, for a level in the score's unit.
    ///
    /// For ranks, it is the value of the lowest tile that scores at least `score`, or `nil` if no tile does.
    public func value(ofScore score: Double) -> Double? {
        if let range { return range.value(of: score) }
        return scores.indices.lazy.filter { Double(scores[$0]) >= score }.map { values[$0] }.min()
    }
}
