internal import Ranking

/// Returns Spearman's rank correlation of two maps, ties at their average; nil if one of them is constant.
///
/// The corresponding Python line is `scipy.stats.spearmanr(a, b).statistic`.
public func rankCorrelation(_ a: [Float], _ b: [Float]) -> Double? {
    rankCorrelation(ofRanks: Ranks.averages(of: a), Ranks.averages(of: b))
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
