/// The scores at the two ends of a colour map, in the score's own unit.
public struct ScoreRange: Sendable, Equatable, CustomStringConvertible {
    /// The score at value 0.
    public let low: Double
    /// The score at value 1.
    public let high: Double

    /// Takes a range from another slide or a cohort.
    ///
    /// - Throws: `HeatmapError.badRange` if an end is not finite, or if `low` is not lower than `high`.
    public init(low: Double, high: Double) throws(HeatmapError) {
        guard low.isFinite, high.isFinite, low < high, (high - low).isFinite else {
            throw .badRange(low: low, high: high)
        }
        self.init(unchecked: low, high)
    }

    /// Makes a range from scores. Both ends are equal if all scores are equal.
    init(unchecked low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether the middle of the range is score 0.
    public var isZeroCentred: Bool { low == -high && low < high }

    /// The smallest range around this one whose middle is score 0.
    package var zeroCentred: ScoreRange {
        let end = max(abs(low), abs(high))
        return ScoreRange(unchecked: -end, end)
    }

    /// The position of a score between the ends, 0 to 1. Scores outside are clipped. In a range without width, the
    /// score of both ends gives 0.5.
    public func value(of score: Double) -> Double {
        guard low < high else { return score < low ? 0 : score > high ? 1 : 0.5 }
        return min(max((score - low) / (high - low), 0), 1)
    }

    /// The score at a position between the ends, 0 to 1.
    public func score(at value: Double) -> Double {
        low + (high - low) * value
    }

    /// The range as text, such as `-1.5 to 1.5`.
    public var description: String { "\(low) to \(high)" }
}
