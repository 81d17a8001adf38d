/// Average ranks, equal to scipy's `rankdata`.
package enum Ranks {
    /// Returns the rank of each score, from 1, with ties at their average. -0 and 0 are equal. [tiles] -> [tiles]
    package static func averages(of scores: [Float]) -> [Double] {
        precondition(scores.count <= Int(UInt32.max), "\(scores.count) scores are too many to rank")
        // Sorting integers that contain score and index is several times faster than sorting indices with a closure.
        var keys = scores.enumerated().map { index, score in
            UInt64(orderedBits(of: score)) << 32 | UInt64(index)
        }
        keys.sort()
        var ranks = [Double](repeating: 0, count: keys.count)
        var first = 0
        while first < keys.count {
            var end = first + 1
            while end < keys.count, keys[end] >> 32 == keys[first] >> 32 { end += 1 }
            let rank = Double(first + 1 + end) / 2
            for position in first..<end { ranks[Int(keys[position] & 0xFFFF_FFFF)] = rank }
            first = end
        }
        return ranks
    }

    /// Returns the tiles from the highest score to the lowest. Tiles with equal scores are in the order of their index.
    package static func tilesFromHighest(of scores: [Float]) -> [Int] { order(of: scores) { ~orderedBits(of: $0) } }

    /// Returns the tiles from the lowest score to the highest. Tiles with equal scores are in the order of their index.
    package static func tilesFromLowest(of scores: [Float]) -> [Int] { order(of: scores, by: orderedBits) }

    /// Returns the indices in the order of their keys.
    private static func order(of scores: [Float], by key: (Float) -> UInt32) -> [Int] {
        precondition(scores.count <= Int(UInt32.max), "\(scores.count) scores are too many to rank")
        var keys = scores.enumerated().map { index, score in UInt64(key(score)) << 32 | UInt64(index) }
        keys.sort()
        return keys.map { Int($0 & 0xFFFF_FFFF) }
    }

    /// An integer that sorts like the score. -0 and 0 are equal.
    package static func orderedBits(of score: Float) -> UInt32 { (score + 0).orderedBits }
}

extension Float {
    /// An integer that sorts like the number. The bits of negative numbers are inverted. -0 comes before 0.
    package var orderedBits: UInt32 { bitPattern >> 31 == 0 ? bitPattern | 1 << 31 : ~bitPattern }

    /// The number that has these ordered bits.
    package init(orderedBits bits: UInt32) { self.init(bitPattern: bits >> 31 == 1 ? bits & 0x7FFF_FFFF : ~bits) }
}
