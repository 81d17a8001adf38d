internal import LinMIL

/// How far one map explains the prediction, measured by flipping, and whether it depends on what the model has learned.
public struct ScoreEvaluation: Sendable, Equatable, Codable {
    /// The class's probability while tiles are removed, the highest scores first. [steps]
    public let most: [Float]
    /// The class's probability while tiles are removed, the lowest scores first. [steps]
    public let least: [Float]
    /// The same as log-odds. [steps]
    public let mostLogOdds: [Float]
    /// The same as log-odds. [steps]
    public let leastLogOdds: [Float]
    /// The mean of `most`: lower is better.
    public let aupc: Double
    /// The mean of `least` minus the mean of `most`: 0 is random, higher is better.
    public let srg: Double
    /// How far the map explains the prediction: `srg` without step 0, in units of ``SlideEvaluation/reach``. 0 as a random
    /// order does, 1 as well as a map can, below 0 worse than random.
    public let faithfulness: Double
    /// The same in words.
    public let verdict: Verdict
    /// How much lower `aupc` is than that of random orders.
    public let gain: Double
    /// The fewest tiles with the highest scores that alone keep the predicted class at 0.9 of the slide's probability, among
    /// the steps; nil if no step does, or if another class is explained.
    public let sufficient: Int?
    /// The fewest tiles with the highest scores whose removal changes the predicted class, among the steps; nil if none does.
    public let necessary: Int?
    /// The rank correlation with the maps of the model with random weights; nil for scores from elsewhere.
    public let sanity: [SanityStep]?
    /// Whether the map depends on what the model has learned; nil if that is not tested, or the map is constant.
    public let dependsOnModel: Bool?

    /// The rank correlation after one more part of the model has random weights.
    public struct SanityStep: Sendable, Equatable, Codable {
        /// `head`, or `block 3`: the head and the blocks from the last one to this one.
        public let step: String
        /// The correlation; nil if a map is constant or the step does not apply.
        public let correlation: Double?
        /// Whether the step applies: a score that knows no class does not depend on the head.
        public let applies: Bool
    }

    /// Measures and judges one map.
    ///
    /// - Parameters:
    ///   - random: the mean AUPC of random orders.
    ///   - predicted: whether the class that is followed is the predicted one.
    init(_ map: MeasuredMap, on slide: JudgedSlide, kept: [Int], random: Double, predicted: Bool) {
        let (most, least) = (map.most, map.least)
        (self.most, self.least) = (most.probabilities, least.probabilities)
        (mostLogOdds, leastLogOdds) = (most.logOdds, least.logOdds)
        (aupc, srg, gain) = (most.mean, least.mean - most.mean, random - most.mean)
        faithfulness = slide.faithfulness(most: most, least: least)
        dependsOnModel = map.sanity?.dependsOnModel
        verdict = slide.verdict(
            faithfulness: faithfulness, dependsOnModel: dependsOnModel, isConstant: map.isConstant)
        let whole = most.answers[0]
        sufficient =
            predicted
            ? kept.indices.filter {
                least.answers[$0] == whole && least.probabilities[$0] >= 0.9 * most.probabilities[0]
            }
            .map { kept[$0] }.min() : nil
        necessary = kept.indices.filter { most.answers[$0] != whole }.map { kept[0] - kept[$0] }.min()
        sanity = map.sanity.map { sanity in
            sanity.correlations.map {
                SanityStep(step: "\($0.step)", correlation: $0.value, applies: $0.applies)
            }
        }
    }
}

/// A map and what flipping and sanity say of it.
struct MeasuredMap: Sendable {
    let name: String
    let most: Flipping.Curve
    let least: Flipping.Curve
    let sanity: Sanity?
    let isConstant: Bool

    /// Removes the tiles by their scores, both ways. scores [tiles]
    init(
        _ name: String, scores: [Float], sanity: Sanity?, by flipping: Flipping, progress: @Sendable () -> Void
    ) throws {
        (self.name, self.sanity) = (name, sanity)
        most = try flipping.curve(by: scores, .mostFirst, progress: progress)
        least = try flipping.curve(by: scores, .leastFirst, progress: progress)
        isConstant = scores.allSatisfy { $0 == scores.first }
    }
}

extension Flipping.Curve {
    /// What the model answers at each step: the predicted class, or the side of 0.5 of one probability. [steps]
    fileprivate var answers: [Int] {
        zip(predictedClasses, probabilities).map { $0 ?? ($1 >= 0.5 ? 1 : 0) }
    }
}
