internal import LinMIL

/// What the maps of a slide are judged by: how far the prediction can be moved by removing tiles, and what random orders do.
///
/// docs/evaluate.md gives the rule and the measurements behind its numbers.
struct JudgedSlide: Sendable {
    /// A probability that no order moves this far is saturated.
    static let leastReach = 0.2
    /// The faithfulness from which a map explains the prediction.
    static let explains = 0.4
    /// The faithfulness from which it explains it in part.
    static let explainsInPart = 0.2
    /// The share of random orders that may do as well as a map that explains.
    static let chanceLevel = 0.05
    /// Into how many steps the orders are cut that only find out how far the prediction can be moved.
    static let probeSteps = 10

    /// The difference of the class's largest and smallest probability in any order, while a tenth of the tiles is left.
    let reach: Double
    /// Whether the output stays the same whatever is removed.
    let ignoresTiles: Bool
    /// The faithfulness that one random order of twenty has.
    let chance: Double

    /// A curve, and how many tiles are left at each of its steps.
    typealias Run = (curve: Flipping.Curve, kept: [Int])

    /// - Parameters:
    ///   - random: the random orders.
    ///   - others: all other orders.
    init(random: [Run], others: [Run]) {
        let all = random + others
        let probabilities = all.flatMap { run in
            // What few tiles at the end say is chance.
            let least = max(2, Double(run.kept[0]) / 10)
            return zip(run.curve.probabilities, run.kept).filter { Double($0.1) >= least || $0.1 == run.kept[0] }
                .map { Double($0.0) }
        }
        let (low, high) = (probabilities.min() ?? 0, probabilities.max() ?? 0)
        reach = high - low
        let logOdds = all.flatMap(\.curve.logOdds)
        let (least, most) = (logOdds.min() ?? 0, logOdds.max() ?? 0)
        ignoresTiles = most - least <= 1e-5 * max(1, abs(most))
        let means = random.map { min(1, max(0, ($0.curve.meanOfRemovals - low) / max(high - low, Self.leastReach))) }
        chance = Self.chance(means, steps: random.first?.kept.count ?? 1)
    }

    /// How far a map explains the prediction, with the reach as the unit: 0 as a random order, 1 as well as a map can.
    func faithfulness(most: Flipping.Curve, least: Flipping.Curve) -> Double {
        let gain = (least.meanOfRemovals - most.meanOfRemovals) / max(reach, Self.leastReach)
        return min(1, max(-1, gain))
    }

    /// Judges a map.
    ///
    /// - Parameters:
    ///   - dependsOnModel: ``Sanity/dependsOnModel``; nil if it is not known.
    ///   - isConstant: whether all scores are equal.
    func verdict(faithfulness: Double, dependsOnModel: Bool?, isConstant: Bool) -> Verdict {
        if ignoresTiles { return .ignoresTiles }
        if dependsOnModel == false { return .ignoresModel }
        if reach < Self.leastReach { return .saturated }
        if isConstant || faithfulness < Self.explainsInPart { return .doesNotExplain }
        if faithfulness <= chance { return .withinChance }
        return faithfulness >= Self.explains ? .explains : .explainsInPart
    }

    /// Returns the faithfulness that one random order of twenty has.
    ///
    /// If the prediction hangs on k tiles, and is lost with the last or with the first of them, a random order keeps it for
    /// k / (k + 1) or 1 / (k + 1) of the steps on average, and its SRG is above t with the probability (1 - t)^k / 2. If it
    /// hangs on many, random orders are all alike, and t follows from their spread by Student's distribution. An order and its
    /// reverse differ by twice the spread at most.
    ///
    /// - Parameters:
    ///   - means: the mean probability of each random order, in units of the reach. [orders]
    ///   - steps: the resolution. One key tile is among the tiles of the first step with the probability 1 / steps.
    static func chance(_ means: [Double], steps: Int) -> Double {
        guard !means.isEmpty else { return 1 }
        let mean = means.reduce(0, +) / Double(means.count)
        let larger = min(0.999, max(mean, 1 - mean))
        let few = 1 + 2 / Double(steps) - Elementary.exp((1 - larger) / larger * Elementary.log(2 * chanceLevel))
        guard means.count > 1 else { return few }
        let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1)
        let quantile = student[min(means.count - 1, student.count) - 1]
        return min(few, 2 * quantile * variance.squareRoot())
    }

    /// Student's distribution: its 95 % quantile for one degree of freedom, two, and so on.
    private static let student = [6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83]
}

extension Flipping.Curve {
    /// The mean probability over the steps that removed something. Unlike ``mean`` it does not depend on how many steps share
    /// the whole slide.
    var meanOfRemovals: Double {
        guard probabilities.count > 1 else { return Double(probabilities[0]) }
        return probabilities.dropFirst().reduce(0) { $0 + Double($1) } / Double(probabilities.count - 1)
    }
}
