internal import Ranking

extension ScoreRange {
    /// Computes the range of `robust` for the scores of many slides: the 1st to the 99th percentile of all tiles, equal
    /// to `numpy.percentile`. For signed scores, the range goes from -q to q, the 99th percentile of the magnitude.
    ///
    /// The result is exact and does not depend on the order of the slides. The memory does not depend on their number:
    /// a first pass counts scores by the upper half of their bits, and a second pass counts the relevant ones by the
    /// lower half.
    ///
    /// - Parameters:
    ///   - isTwoSided: whether scores speak for or against something. If not, they are signed if any is negative.
    ///   - forEachSlide: calls its argument with the scores of each slide. It is called twice and must give the same
    ///     scores each time. All scores must be finite.
    /// - Returns: nil if there are no scores.
    public static func robust<Failure: Error>(
        isTwoSided: Bool = false, over forEachSlide: (_ body: ([Float]) -> Void) throws(Failure) -> Void
    ) throws(Failure) -> ScoreRange? {
        // The number of scores, and of magnitudes, for each upper half of bits.
        var scoreCounts = [Int](repeating: 0, count: 1 << 16)
        var magnitudeCounts = scoreCounts
        var (count, isSigned) = (0, isTwoSided)
        try forEachSlide { scores in
            count += scores.count
            for score in scores {
                scoreCounts[Int(Ranks.orderedBits(of: score) >> 16)] += 1
                magnitudeCounts[Int(Ranks.orderedBits(of: score.magnitude) >> 16)] += 1
                isSigned = isSigned || score < 0
            }
        }
        guard count > 0 else { return nil }
        let wanted = isSigned ? [99.0] : [1.0, 99.0]
        let positions = wanted.map { Double(count - 1) * ($0 / 100) }
        let ranks = Set(positions.flatMap { [Int($0), min(Int($0) + 1, count - 1)] })
        let counts = isSigned ? magnitudeCounts : scoreCounts
        let found = try select(ranks, in: counts, over: forEachSlide, isSigned: isSigned)
        let ends = positions.map { position in
            let (lower, upper) = (found[Int(position)] ?? 0, found[min(Int(position) + 1, count - 1)] ?? 0)
            return Normalization.between(lower, upper, at: position - Double(Int(position)))
        }
        return isSigned ? ScoreRange(unchecked: -ends[0], ends[0]) : ScoreRange(unchecked: ends[0], ends[1])
    }

    /// Returns the scores at the given ranks; rank 0 is the lowest score.
    private static func select<Failure: Error>(
        _ ranks: Set<Int>, in upper: [Int], over forEachSlide: (_ body: ([Float]) -> Void) throws(Failure) -> Void,
        isSigned: Bool
    ) throws(Failure) -> [Int: Double] {
        // The bucket of each rank, and the rank within the bucket.
        var places: [Int: (bucket: Int, rank: Int)] = [:]
        var below = 0
        for (bucket, size) in upper.enumerated() where size > 0 {
            for rank in ranks where (below..<below + size).contains(rank) { places[rank] = (bucket, rank - below) }
            below += size
        }
        var lower = Dictionary(
            uniqueKeysWithValues: Set(places.values.map(\.bucket)).map { ($0, [Int](repeating: 0, count: 1 << 16)) })
        try forEachSlide { scores in
            for score in scores {
                let bits = Ranks.orderedBits(of: isSigned ? score.magnitude : score)
                lower[Int(bits >> 16)]?[Int(bits & 0xFFFF)] += 1
            }
        }
        return places.mapValues { place in
            var below = 0
            for (low, size) in (lower[place.bucket] ?? []).enumerated() where size > 0 {
                below += size
                if place.rank < below { return Double(Float(orderedBits: UInt32(place.bucket << 16 | low))) }
            }
            return 0
        }
    }
}
