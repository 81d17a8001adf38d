/// How raw scores become values between 0 and 1 that can be coloured.
public enum Normalization: String, CaseIterable, Sendable {
    /// The share of tiles that score no higher: `scipy.stats.rankdata(scores) / n`, ties at their average rank.
    ///
    /// Values lie in (0, 1]. A constant gives `(n + 1) / 2n` everywhere, so a single tile gives 1.
    case rank
    /// The place between the lowest score, 0, and the highest, 1, in double precision.
    ///
    /// A constant says nothing about its tiles, so it gives 0.5 everywhere.
    case minmax

    /// Returns one value for each score, in the same order. [tiles] -> [tiles]
    ///
    /// Scores are finite: whoever read or computed them has refused others already.
    public func applied(to scores: [Float]) -> [Double] {
        if let tile = scores.firstIndex(where: { !$0.isFinite }) {
            preconditionFailure("the score of tile \(tile) is \(scores[tile])")
        }
        switch self {
        case .rank: return Normalization.ranks(of: scores)
        case .minmax: return Normalization.spread(of: scores)
        }
    }

    private static func ranks(of scores: [Float]) -> [Double] {
        precondition(scores.count <= Int(UInt32.max), "\(scores.count) scores are too many to rank")
        // Sorting integers that carry score and index is several times faster than sorting indices by a closure.
        var keys = scores.enumerated().map { index, score in
            UInt64(orderedBits(of: score)) << 32 | UInt64(index)
        }
        keys.sort()
        var ranks = [Double](repeating: 0, count: keys.count)
        var first = 0
        while first < keys.count {
            var end = first + 1
            while end < keys.count, keys[end] >> 32 == keys[first] >> 32 { end += 1 }
            let rank = Double(first + 1 + end) / 2 / Double(keys.count)
            for position in first..<end { ranks[Int(keys[position] & 0xFFFF_FFFF)] = rank }
            first = end
        }
        return ranks
    }

    /// An integer that orders like the score: negative numbers have their bits turned over. -0 and 0 are one score.
    private static func orderedBits(of score: Float) -> UInt32 {
        let bits = (score + 0).bitPattern
        return bits >> 31 == 0 ? bits | 1 << 31 : ~bits
    }

    private static func spread(of scores: [Float]) -> [Double] {
        guard let lowest = scores.min(), let highest = scores.max(), lowest < highest else {
            return [Double](repeating: 0.5, count: scores.count)
        }
        let width = Double(highest) - Double(lowest)
        return scores.map { (Double($0) - Double(lowest)) / width }
    }
}
