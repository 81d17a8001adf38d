internal import LinMIL

extension SlideEvaluation {
    /// Probabilities, and means of them.
    static let shares = 0.0...1 + 1e-6
    /// Differences of two probabilities.
    static let differences = -1 - 1e-6...1 + 1e-6

    /// Describes what does not fit the result that has the evaluation, in a few words; nil if all is well. Both may come from a
    /// file.
    func fault(in result: SlideResult) -> String? {
        let count = result.prediction?.classes.count ?? 0
        guard (0..<count).contains(`class`), (0..<count).contains(predictedClass ?? 0), classes.count == count else {
            return "of class \(`class`) of \(classes.count) for \(count) classes"
        }
        guard Self.shares.contains(Double(probability)) else { return "of a probability of \(probability)" }
        guard let first = kept.first, let last = kept.last, first == result.tileCount, last > 0,
            kept.count <= Plan.counts.upperBound, zip(kept, kept.dropFirst()).allSatisfy({ $0 > $1 })
        else { return "whose steps do not go from \(result.tileCount) tiles down" }
        guard !scores.isEmpty, Set(scores.keys).isSubset(of: result.names) else {
            return "of \(scores.keys.sorted()) for scores called \(result.names)"
        }
        for (name, score) in scores {
            if let fault = score.fault(steps: kept.count, tiles: result.tileCount) {
                return "of '\(name)' with \(fault)"
            }
        }
        guard Self.shares.contains(reach), chance.isFinite else { return "of an impossible reach or chance" }
        return random.fault(steps: kept.count).map { "of random orders with \($0)" }
    }
}

extension ScoreEvaluation {
    fileprivate func fault(steps: Int, tiles: Int) -> String? {
        let curves = [most, least, mostLogOdds, leastLogOdds]
        guard curves.allSatisfy({ $0.count == steps && $0.allSatisfy(\.isFinite) }) else {
            return "other curves than four of \(steps) finite numbers"
        }
        guard (most + least).allSatisfy({ SlideEvaluation.shares.contains(Double($0)) }) else {
            return "a probability that is not between 0 and 1"
        }
        guard SlideEvaluation.shares.contains(aupc), SlideEvaluation.differences.contains(srg),
            SlideEvaluation.differences.contains(gain), faithfulness.isFinite
        else { return "an impossible aupc, srg, gain or faithfulness" }
        guard [sufficient, necessary].allSatisfy({ $0.map { (0...tiles).contains($0) } ?? true }) else {
            return "sufficient or necessary beyond \(tiles) tiles"
        }
        let correlations = (sanity ?? []).compactMap(\.correlation)
        guard (sanity ?? []).count <= SlideResult.largestNumber,
            correlations.allSatisfy({ SlideEvaluation.differences.contains($0) })
        else { return "an impossible sanity" }
        return nil
    }
}

extension SlideEvaluation.RandomOrders {
    fileprivate func fault(steps: Int) -> String? {
        guard mean.count == steps, mean.allSatisfy({ SlideEvaluation.shares.contains(Double($0)) }) else {
            return "another curve than one of \(steps) probabilities"
        }
        guard deviation.count == steps, deviation.allSatisfy({ SlideEvaluation.shares.contains(Double($0)) }) else {
            return "another deviation than one of \(steps) steps"
        }
        guard SlideEvaluation.shares.contains(aupc), SlideEvaluation.shares.contains(spread),
            SlideEvaluation.Plan.counts.contains(seeds)
        else { return "an impossible aupc, spread or number of seeds" }
        return nil
    }
}
