/// Returns Spearman's rank correlation of two maps, ties at their average; nil if one of them is constant.
///
/// The corresponding Python line is `scipy.stats.spearmanr(a, b).statistic`.
public func rankCorrelation(_ a: [Float], _ b: [Float]) -> Double? {
    rankCorrelation(ofRanks: averageRanks(a), averageRanks(b))
}

/// The same of ranks that are known already.
package func rankCorrelation(ofRanks x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) and \(y.count) scores")
    let mean = Double(x.count + 1) / 2
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(x, y) {
        xy += (x - mean) * (y - mean)
        xx += (x - mean) * (x - mean)
        yy += (y - mean) * (y - mean)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
}

/// The rank of each score, from 1, with ties at their average. [tiles] -> [tiles]
package func averageRanks(_ scores: [Float]) -> [Double] {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var ranks = [Double](repeating: 0, count: scores.count)
    var first = 0
    while first < order.count {
        var end = first + 1
        while end < order.count, scores[order[end]] == scores[order[first]] { end += 1 }
        for position in first..<end { ranks[order[position]] = Double(first + 1 + end) / 2 }
        first = end
    }
    return ranks
}
