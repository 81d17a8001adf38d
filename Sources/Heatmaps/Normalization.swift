/// How raw scores become values between 0 and 1 that can be coloured.
///
/// Scores are *signed* where any is negative. Then value 0.5 is always score 0, and equally strong scores of either
/// sign lie equally far from it, so that the middle of a diverging map means "neither for nor against".
public enum Normalization: String, CaseIterable, Sendable {
    /// The share of tiles that score no higher: `scipy.stats.rankdata(scores) / n`, ties at their average rank.
    ///
    /// To find the strongest tiles of one slide, whatever the scores look like; never to compare slides, since a
    /// slide without anything to find has as many red tiles as any other. Values lie in (0, 1]. A constant gives
    /// `(n + 1) / 2n` everywhere, so a single tile gives 1. Signed scores are ranked by their magnitude among all
    /// tiles: `0.5 + sign(s) rankdata(|s|) / 2n`; score 0 is at 0.5.
    case rank
    /// The place between the lowest score, 0, and the highest, 1, in double precision.
    ///
    /// To see true distances between scores without outliers, and, with a given range, to compare slides. A constant
    /// says nothing about its tiles, so it gives 0.5 everywhere. Signed scores: from `-max |s|` to `max |s|`, so a
    /// negative constant gives 0.
    case minmax
    /// The place between the 1st and the 99th percentile (`numpy.percentile`), clipped.
    ///
    /// As `minmax`, for scores with a few outliers that would leave all other tiles cold. Where both percentiles are
    /// one number, what lies below is at 0, what lies above at 1, and the number itself at 0.5. Signed scores: from
    /// `-q` to `q`, the 99th percentile of `|s|`.
    case robust
    /// The place between three standard deviations (of the population) below the mean and three above, clipped.
    ///
    /// To see how unusual a tile is for its slide: 0.5 is the mean, 2/3 one deviation above. A constant gives 0.5
    /// everywhere. Signed scores: the deviation is that from 0, `sqrt(mean(s^2))`, and 0.5 is 0.
    case zscore
    /// The score itself between 0 and 1, or between -1 and 1 where scores are signed, or in a given range; clipped.
    ///
    /// For scores that mean the same on every slide, such as probabilities.
    case none

    /// Returns one value for each score, in the same order. [tiles] -> [tiles]
    ///
    /// A given range takes the place of the one that `minmax` and `robust` find in the scores, so that slides drawn
    /// with one range can be compared; it is used as it is, and zero-centred where its ends are.
    /// - Throws: `HeatmapError.badScores` where a score is NaN or infinite, `HeatmapError.rangeNotUsed` where a range is
    ///   given for `rank` or `zscore`, which have none to give.
    public func applied(to scores: [Float], range: ScoreRange? = nil) throws(HeatmapError) -> NormalizedScores {
        let wrong = scores.indices.filter { !scores[$0].isFinite }
        if let tile = wrong.first {
            throw .badScores(count: wrong.count, firstTile: tile, score: scores[tile])
        }
        let isSigned = scores.contains { $0 < 0 }
        switch self {
        case .rank:
            if range != nil { throw .rangeNotUsed(normalization: rawValue) }
            return NormalizedScores(
                scores: scores, values: Normalization.ranks(of: scores, isSigned: isSigned), normalization: self,
                range: nil, rangeOrigin: .slide, isZeroCentred: isSigned)
        case .zscore where range != nil:
            throw .rangeNotUsed(normalization: rawValue)
        case .minmax, .robust, .zscore, .none:
            let used = range ?? self.range(of: scores, isSigned: isSigned)
            return NormalizedScores(
                scores: scores, values: scores.map { used.value(of: Double($0)) }, normalization: self, range: used,
                rangeOrigin: range != nil ? .given : self == .none ? .fixed : .slide,
                isZeroCentred: range?.isZeroCentred ?? isSigned)
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

    /// The range that this normalisation finds in scores; `rank` has none.
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

    /// `numpy.percentile(sorted, percent)`: linear between neighbours, in numpy's own arithmetic.
    private static func percentile(_ percent: Double, of sorted: [Double]) -> Double {
        let position = Double(sorted.count - 1) * (percent / 100)
        let index = Int(position)
        let lower = sorted[index]
        let upper = sorted[min(index + 1, sorted.count - 1)]
        return between(lower, upper, at: position - Double(index))
    }

    /// The number at a fraction of the way, rounded as numpy rounds it.
    static func between(_ lower: Double, _ upper: Double, at fraction: Double) -> Double {
        let step = upper - lower
        return fraction < 0.5 ? lower + step * fraction : upper - step * (1 - fraction)
    }
}
