/// The scores that the two ends of a colour map stand for, in the score's own unit.
public struct ScoreRange: Sendable, Equatable, CustomStringConvertible {
    /// The score at value 0.
    public let low: Double
    /// The score at value 1.
    public let high: Double

    /// Takes a range from another slide or a cohort.
    ///
    /// - Throws: `HeatmapError.badRange` unless both are finite and `low` is the lower.
    public init(low: Double, high: Double) throws(HeatmapError) {
        guard low.isFinite, high.isFinite, low < high, (high - low).isFinite else {
            throw .badRange(low: low, high: high)
        }
        self.init(unchecked: low, high)
    }

    /// A range found in scores; both ends are one where the scores hold no more than one number.
    init(unchecked low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether its middle is score 0.
    public var isZeroCentred: Bool { low == -high && low < high }

    /// The place of a score between the ends, 0 to 1: what lies outside is clipped, and 0.5 is the only place inside a
    /// range without width.
    public func value(of score: Double) -> Double {
        guard low < high else { return score < low ? 0 : score > high ? 1 : 0.5 }
        return min(max((score - low) / (high - low), 0), 1)
    }

    /// The score at a place between the ends, 0 to 1.
    public func score(at value: Double) -> Double {
        low + (high - low) * value
    }

    /// The range as people write it: `-1.5 to 1.5`.
    public var description: String { "\(low) to \(high)" }
}
