public import LinMIL
public import Slides

/// How far the maps of one slide explain the prediction, each by itself and beside random order.
///
///     let evaluation = try SlideEvaluation(of: features, with: model, scores: [.cls, .relevance])
///     evaluation.scores["relevance"]?.srg
public struct SlideEvaluation: Sendable, Equatable, Codable {
    /// The version of linmil that measured.
    public let version: String
    /// The features file.
    public let slide: String
    /// The checkpoint.
    public let model: String
    /// The numbers in which the model's weights were multiplied; nil for float32.
    public let precision: Precision?
    /// The classes' names. [C]
    public let classes: [String]
    /// The class whose probability is followed, counted from 0.
    public let `class`: Int
    /// The predicted class; nil for a model with one output.
    public let predictedClass: Int?
    /// The probability of the class on the whole slide.
    public let probability: Float
    /// The part of the slide that was measured; nil for the whole slide. `probability` is then the one of the part.
    public let part: SlidePart?
    /// How many tiles are left at each step. [steps]
    public let kept: [Int]
    /// The maps by their names, as in a score file.
    public internal(set) var scores: [String: ScoreEvaluation]
    /// Tiles removed in random order.
    public let random: RandomOrders
    /// The difference of the class's largest and smallest probability in any order, while at least a tenth of the tiles is
    /// left: how far removing tiles can move the prediction.
    public let reach: Double
    /// The faithfulness that one random order of twenty has. A map up to it has no verdict.
    public let chance: Double
    /// What a person should know before trusting the numbers, a sentence each.
    public private(set) var warnings: [String]

    /// Tiles removed in random order, several times.
    public struct RandomOrders: Sendable, Equatable, Codable {
        /// The mean of AUPC over the orders.
        public let aupc: Double
        /// Its standard deviation; 0 for one order.
        public let spread: Double
        /// How many orders there were.
        public let seeds: Int
        /// The mean probability at each step. [steps]
        public let mean: [Float]
        /// Its standard deviation at each step; 0 for one order. [steps]
        public let deviation: [Float]
    }

    /// How much is measured.
    public struct Plan: Sendable, Equatable, Codable {
        /// How many steps a curve has at most.
        public var steps = 100
        /// How many random orders there are.
        public var seeds = 3
        /// Whether the maps are compared with those of a model with random weights.
        public var testsSanity = true

        /// Makes the usual plan.
        public init() {}
    }

    /// Measures maps of a model and from elsewhere.
    ///
    /// - Parameters:
    ///   - features: the slide. [tiles, F]
    ///   - scores: the scores to compute and measure. None may name another class than `explained`.
    ///   - others: maps from elsewhere, by name. [tiles] each
    ///   - computed: maps that the model has no score for, with what computes them.
    ///   - explained: the class whose probability is followed, counted from 0; the predicted one where nil.
    ///   - progress: is told the share that is done, from any thread.
    /// - Throws: `ModelError`, `SlideError`.
    public init(
        of features: FeatureFile, with model: ModelFile, scores: [Score],
        others: [(name: String, scores: [Float])] = [], computed: [ComputedMap] = [],
        explained: Int? = nil, plan: Plan = Plan(), threads: Int? = nil, memory: Int? = nil,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws {
        // Without a class, a score speaks of the predicted one.
        let asked = scores.map { score in
            var score = score
            if score.kind.speaksOfClass { score.class = explained }
            return score
        }
        let guide = Score(.relevance, class: explained)
        let scoring = try model.computing(scores)
        let output = try scoring.model.forward(
            FeatureSource(features), scores: Set(asked + [guide]), threads: threads, memory: memory)
        let (number, depth) = (explained ?? output.predictedClass ?? 0, model.model.configuration.depth)
        let resolved = asked.map { $0.resolved(depth: depth, predictedClass: number) }
        let names = ScoreNames(resolved.map { .model($0) }).names
        var maps = names.indices.map { map in
            KnownMap(names[map], scores: output.scores[asked[map], default: []], score: resolved[map])
        }
        maps += others.map { KnownMap($0.name, scores: $0.scores) }
        maps += try computed.map { KnownMap($0.name, scores: try $0.scores(model.model), computed: $0) }
        try self.init(
            of: maps, guide: output.scores[guide], logits: output.logits, on: features, with: model, class: number,
            plan: plan, part: SlidePart(of: features, with: model.model, threads: threads, memory: memory),
            threads: threads, memory: memory, progress: progress)
        if let caution = scoring.caution { warnings.append("the scores were \(caution)") }
    }

    /// Measures maps that are known.
    ///
    /// - Parameters:
    ///   - all: the maps. None may speak of another class than `number`.
    ///   - guide: the relevance for the class, which finds out how far the prediction can be moved, whatever is measured. If
    ///     nil, it is one of the maps, or else it is computed. [tiles]
    ///   - logits: what the model says of the whole slide. [C]
    ///   - features: the slide. [tiles, F]
    ///   - number: the class whose probability is followed, counted from 0.
    ///   - part: the part of the slide that the features are of; nil for a whole slide, or if the result says it.
    /// - Throws: `ModelError`, `SlideError`.
    init(
        of all: [KnownMap], guide: [Float]? = nil, logits: [Float], on features: FeatureFile, with model: ModelFile,
        class number: Int, plan: Plan, part: SlidePart? = nil, threads: Int?, memory: Int?,
        progress: @escaping @Sendable (Double) -> Void
    ) throws {
        self.part = part
        let (source, configuration) = (FeatureSource(features), model.model.configuration)
        let relevance = Score(.relevance, class: number)
        let guide =
            try guide ?? all.first { $0.score == relevance }?.scores
            ?? model.model.forward(source, scores: [relevance], threads: threads, memory: memory)
            .scores[relevance, default: []]
        let slide = try ProjectedSlide(source, model: model.model, threads: threads)
        let predicted = model.model.output.predictedClass(of: logits)
        let flipping = try Flipping(slide, class: number, whole: logits, steps: plan.steps, threads: threads)
        let probe = try Flipping(
            slide, class: number, whole: logits, steps: JudgedSlide.probeSteps, threads: threads)
        let own = Dictionary(
            all.compactMap { map in map.score.map { ($0, map.scores) } }, uniquingKeysWith: { first, _ in first })

        let tested = plan.testsSanity ? all.count { $0.computed != nil } + (own.isEmpty ? 0 : 1) : 0
        let work = Work(
            steps: (plan.seeds + 2 * all.count) * flipping.kept.count + 2 * probe.kept.count,
            passes: tested * (configuration.depth + 1), progress)
        let orders = try (0..<plan.seeds).map { try flipping.curve(randomSeed: UInt64($0), progress: work.step) }
        random = RandomOrders(orders, steps: flipping.kept.count)
        let probes = try Flipping.Order.allCases.map { try probe.curve(by: guide, $0, progress: work.step) }
        let sanity =
            plan.testsSanity && !own.isEmpty
            ? try Sanity.test(own, of: model.model, on: source, threads: threads, memory: memory, progress: work.pass)
            : [:]
        let measured = try all.map { map in
            let ofComputed =
                plan.testsSanity
                ? try map.computed.map { computed in
                    try Sanity.test(
                        map.scores, of: model.model, speaksOfClass: computed.speaksOfClass, progress: work.pass,
                        compute: computed.scores)
                } : nil
            return try MeasuredMap(
                map.name, scores: map.scores, sanity: ofComputed ?? map.score.flatMap { sanity[$0] }, by: flipping,
                progress: work.step)
        }
        let judged = JudgedSlide(
            random: orders.map { ($0, flipping.kept) },
            others: probes.map { ($0, probe.kept) }
                + measured.flatMap { [($0.most, flipping.kept), ($0.least, flipping.kept)] })
        (reach, chance) = (judged.reach, judged.chance)
        var found: [String: ScoreEvaluation] = [:]
        for map in measured {
            found[map.name] = ScoreEvaluation(
                map, on: judged, kept: flipping.kept, random: random.aupc,
                predicted: predicted.map { $0 == number } ?? true)
        }
        version = SlideResult.currentVersion
        (self.slide, self.model) = (FileReference(features.path, fingerprint: nil).name, model.name)
        precision = model.model.precision == .float32 ? nil : model.model.precision
        (classes, `class`, predictedClass) = (model.model.classNames, number, predicted)
        probability = model.model.output.probabilities(of: logits)?[number] ?? .nan
        kept = flipping.kept
        var warnings = measured.filter(\.isConstant).map { map in
            "all scores of '\(map.name)' are equal, so its order is the file's, and it has no rank correlation"
        }
        if judged.ignoresTiles {
            warnings.append("the model's output does not depend on the tiles, so no map can explain it")
        } else if judged.reach < JudgedSlide.leastReach {
            warnings.append(
                "no order of removing tiles moved the probability by \(JudgedSlide.leastReach) while a tenth of the tiles was "
                    + "left, so the prediction is saturated and these numbers say little of the maps")
        }
        self.scores = found
        self.warnings = [part?.caution].compactMap(\.self) + warnings
    }
}

extension SlideEvaluation.RandomOrders {
    fileprivate init(_ curves: [Flipping.Curve], steps: Int) {
        (aupc, spread) = Self.meanAndDeviation(of: curves.map(\.mean))
        seeds = curves.count
        let all = (0..<steps).map { step in Self.meanAndDeviation(of: curves.map { Double($0.probabilities[step]) }) }
        (mean, deviation) = (all.map { Float($0.mean) }, all.map { Float($0.deviation) })
    }

    /// The mean of numbers and their standard deviation, which is 0 for one number.
    private static func meanAndDeviation(of values: [Double]) -> (mean: Double, deviation: Double) {
        let count = Double(max(values.count, 1))
        let mean = values.reduce(0, +) / count
        guard values.count > 1 else { return (mean, 0) }
        return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot())
    }
}
