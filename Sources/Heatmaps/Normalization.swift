internal import Ranking

/// How raw scores become values between 0 and 1, which colours can show.
///
/// Scores are *signed* if any is negative, and always if they are two-sided: if a positive score speaks for something and
/// a negative score against it. Then the value 0.5 is always score 0, and scores of equal strength but opposite sign are
/// equally far from it. So the middle of a diverging map means "neither for nor against".
public enum Normalization: String, CaseIterable, Sendable {
    /// The share of tiles that do not score higher: `scipy.stats.rankdata(scores) / n`, with ties at their average
    /// rank.
    ///
    /// Use it to find the strongest tiles of one slide, whatever the distribution of scores. Do not use it to compare
    /// slides: a normal slide has as many red tiles as any other. Values are in (0, 1]. Equal scores give
    /// `(n + 1) / 2n` everywhere, so a single tile gives 1. Signed scores are ranked by magnitude among all tiles:
    /// `0.5 + sign(s) rankdata(|s|) / 2n`. Score 0 gives 0.5.
    case rank
    /// The position between the lowest score (0) and the highest score (1), in double precision.
    ///
    /// Use it to see true distances between scores without outliers or, with a given range, to compare slides. Equal
    /// scores give 0.5 everywhere, because they do not distinguish tiles. Signed scores use the range from `-max |s|`
    /// to `max |s|`, so equal negative scores give 0.
    case minmax
    /// The position between the 1st and the 99th percentile (`numpy.percentile`), clipped.
    ///
    /// Use it like `minmax`, if a few outliers would push all other tiles to the low end. If both percentiles are the
    /// same number, lower scores give 0, higher scores give 1, and the number itself gives 0.5. Signed scores use the
    /// range from `-q` to `q`, where q is the 99th percentile of `|s|`.
    case robust
    /// The position between three standard deviations (of the population) below and above the mean, clipped.
    ///
    /// Use it to see how unusual a tile is within its slide: 0.5 is the mean, and 2/3 is one deviation above it. Equal
    /// scores give 0.5 everywhere. Signed scores use the deviation from 0, `sqrt(mean(s^2))`, and 0.5 is score 0.
    case zscore
    /// The score itself, clipped to 0 to 1, to -1 to 1 if scores are signed, or to a given range.
    ///
    /// Use it for scores that mean the same on every slide, such as probabilities.
    case none

    /// Returns one value for each score, in the same order. [tiles] -> [tiles]
    ///
    /// A given range replaces the range that `minmax`, `robust` and `none` use. Slides drawn with the same range can be
    /// compared. The range is used as it is; it is zero-centred only if its ends are.
    ///
    /// - Parameters:
    ///   - scores: the scores. [tiles]
    ///   - range: the scores at the values 0 and 1; nil for the normalisation's own.
    ///   - isTwoSided: whether scores speak for or against something. If not, they are signed if any is negative.
    /// - Throws: `HeatmapError.badScores` if a score is NaN or infinite, `HeatmapError.rangeNotUsed` if a range is
    ///   given for `rank` or `zscore`, which do not use one.
    public func applied(
        to scores: [Float], range: ScoreRange? = nil, isTwoSided: Bool = false
    ) throws(HeatmapError) -> NormalizedScores {
        let wrong = scores.indices.filter { !scores[$0].isFinite }
        if let tile = wrong.first {
            throw .badScores(count: wrong.count, firstTile: tile, score: scores[tile])
        }
        let isSigned = isTwoSided || scores.contains { $0 < 0 }
        switch self {
        case .rank:
            if range != nil { throw .rangeNotUsed(normalization: rawValue) }
            return NormalizedScores(
                scores: scores, values: Normalization.ranks(of: scores, isSigned: isSigned), normalization: self,
                range: nil, rangeOrigin: .slide, isZeroCentred: isSigned, isTwoSided: isTwoSided)
        case .zscore where range != nil:
            throw .rangeNotUsed(normalization: rawValue)
        case .minmax, .robust, .zscore, .none:
            let used = range ?? self.range(of: scores, isSigned: isSigned)
            return NormalizedScores(
                scores: scores, values: scores.map { used.value(of: Double($0)) }, normalization: self, range: used,
                rangeOrigin: range != nil ? .given : self == .none ? .fixed : .slide,
                isZeroCentred: range?.isZeroCentred ?? isSigned, isTwoSided: isTwoSided)
        }
    }

    private static func ranks(of scores: [Float], isSigned: Bool) -> [Double] {
        let count = Double(scores.count)
        guard isSigned else { return Ranks.averages(of: scores).map { $0 / count } }
        let ranks = Ranks.averages(of: scores.map(\.magnitude))
        return zip(scores, ranks).map { score, rank in
            score == 0 ? 0.5 : score > 0 ? 0.5 + rank / count / 2 : 0.5 - rank / count / 2
        }
    }

    /// The range of this normalisation for the given scores. `rank` does not use it.
    private func range(of scores: [Float], isSigned: Bool) -> ScoreRange {
        // Sums in sorted order do not depend on the order of the tiles.
        let sorted = (isSigned ? scores.map(\.magnitude) : scores).sorted().map(Double.init)
        guard let lowest = sorted.first, let highest = sorted.last else { return ScoreRange(unchecked: 0, 1) }
        let low: Double
        let high: Double
        switch self {
        case .rank, .none: (low, high) = (0, 1)
        case .minmax: (low, high) = (lowest, highest)
        case .robust: (low, high) = (Normalization.percentile(1, of: sorted), Normalization.percentile(99, of: sorted))
        case .zscore:
            let mean = isSigned ? 0 : sorted.reduce(0, +) / Double(sorted.count)
            let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count)
            (low, high) = (mean - 3 * variance.squareRoot(), mean + 3 * variance.squareRoot())
        }
        return isSigned ? ScoreRange(unchecked: -high, high) : ScoreRange(unchecked: low, high)
    }

    /// `numpy.percentile(sorted, percent)`: linear interpolation, with the same rounding as numpy.
    private static func percentile(_ percent: Double, of sorted: [Double]) -> Double {
        let position = Double(sorted.count - 1) * (percent / 100)
        let index = Int(position)
        let lower = sorted[index]
        let upper = sorted[min(index + 1, sorted.count - 1)]
        return between(lower, upper, at: position - Double(index))
    }

    /// Interpolates between two numbers, with the same rounding as numpy.
    static func between(_ lower: Double, _ upper: Double, at fraction: Double) -> Double {
        let step = upper - lower
        return fraction < 0.5 ? lower + step * fraction : upper - step * (1 - fraction)
    }
}
