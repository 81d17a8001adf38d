internal import LinMIL

/// Statistics of one slide's scores.
package struct ScoreStatistics: Sendable, Codable, Equatable {
    /// The lowest, mean and highest score.
    package let lowest: Double
    package let mean: Double
    package let highest: Double
    /// How evenly the magnitudes are spread over the tiles: 1 if all are equal, 0 if one tile has everything. This is
    /// the Shannon entropy of |s| / sum |s|, divided by ln n.
    package let entropy: Double
    /// The share of the sum of magnitudes that the strongest hundredth of the tiles (rounded up) has.
    package let topShare: Double

    /// Computes the statistics; nil without scores. Sums run over sorted scores, so they do not depend on the order of
    /// the tiles.
    package init?(of scores: [Float]) {
        guard let lowest = scores.min(), let highest = scores.max() else { return nil }
        self.lowest = Double(lowest)
        self.highest = Double(highest)
        self.mean = scores.sorted().reduce(0) { $0 + Double($1) } / Double(scores.count)
        let magnitudes = scores.map { Double($0.magnitude) }.sorted()
        let sum = magnitudes.reduce(0, +)
        guard sum > 0, scores.count > 1 else {
            self.entropy = scores.count > 1 ? 1 : 0
            self.topShare = sum > 0 ? 1 : 0
            return
        }
        let nats = magnitudes.reduce(0) { $0 - ($1 > 0 ? $1 / sum * Elementary.log($1 / sum) : 0) }
        self.entropy = min(max(nats / Elementary.log(Double(scores.count)), 0), 1)
        self.topShare = magnitudes.suffix((scores.count + 99) / 100).reduce(0, +) / sum
    }
}
