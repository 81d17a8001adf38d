/// Whether a map depends on what the model has learned: the rank correlation with the maps of the same model whose head, and
/// then blocks from the last to the first, have random weights. A map that does not change shows the slide, not the model.
///
/// Adebayo and others, arXiv 1810.03292.
public struct Sanity: Sendable, Equatable {
    /// How far the model has random weights.
    public enum Step: Sendable, Hashable, CustomStringConvertible {
        /// The head and its norms.
        case head
        /// The head and the blocks from the last one to this one, counted from 0.
        case block(Int)

        /// The step in a word: `head`, `block 3`.
        public var description: String {
            switch self {
            case .head: "head"
            case .block(let number): "block \(number)"
            }
        }
    }

    /// The rank correlation after a step.
    public struct Correlation: Sendable, Equatable {
        /// How far the model has random weights.
        public let step: Step
        /// The correlation with the map of the trained model; nil if a map is constant, or if the step does not apply: a score
        /// that knows no class does not depend on the head.
        public let value: Double?
        /// Whether the step applies to the score.
        public let applies: Bool
    }

    /// One correlation for each step, from the head to the first block. [1 + blocks]
    public let correlations: [Correlation]

    /// The correlation from which two maps count as the same.
    public static let unchanged = 0.99

    /// Whether the map depends on what the model has learned: some step changes it. nil if there is nothing to compare,
    /// because a map is constant.
    public var dependsOnModel: Bool? {
        let values = correlations.compactMap(\.value)
        return values.isEmpty ? nil : values.contains { $0 < Self.unchanged }
    }

    /// Tests the maps of several scores at once: one forward pass for each step.
    ///
    /// - Parameters:
    ///   - maps: the maps of the trained model. A score of a class must name it.
    ///   - seed: what the random weights are drawn from. The same seed gives the same result on every machine.
    ///   - threads: how many threads to use; one for each core where nil.
    ///   - progress: is called after each step.
    public static func test(
        _ maps: [Score: [Float]], of model: Model, on features: FeatureSource, seed: UInt64 = 1, threads: Int? = nil,
        memory: Int? = nil, progress: () -> Void = {}
    ) throws -> [Score: Sanity] {
        var found: [Score: [Correlation]] = [:]
        let random = try Model(random: model.configuration, seed: seed, precision: model.precision)
        for step in Step.all(of: model) {
            let scores = Set(maps.keys.filter { step != .head || $0.kind.speaksOfClass })
            let output = try model.replacing(step, by: random).forward(
                features, scores: scores, threads: threads, memory: memory)
            for (score, map) in maps {
                let value = output.scores[score].flatMap { rankCorrelation(map, $0) }
                found[score, default: []].append(
                    Correlation(step: step, value: value, applies: scores.contains(score)))
            }
            progress()
        }
        return found.mapValues { Sanity(correlations: $0) }
    }

    /// Tests a map that the model has no score for.
    ///
    ///     let sanity = try Sanity.test(map, of: model) { model in try saliency(of: features, in: model) }
    ///     sanity.dependsOnModel  // false: the map shows the slide, not the model
    ///
    /// - Parameters:
    ///   - map: the map of the trained model. [tiles]
    ///   - seed: what the random weights are drawn from. The same seed gives the same result on every machine.
    ///   - speaksOfClass: whether the map is one of a class. If it is not, the head's step does not apply.
    ///   - progress: is called after each step.
    ///   - compute: computes the map of a model with random weights. -> [tiles]
    public static func test(
        _ map: [Float], of model: Model, seed: UInt64 = 1, speaksOfClass: Bool = true, progress: () -> Void = {},
        compute: (Model) throws -> [Float]
    ) throws -> Sanity {
        let random = try Model(random: model.configuration, seed: seed, precision: model.precision)
        let correlations = try Step.all(of: model).map { step in
            defer { progress() }
            guard step != .head || speaksOfClass else { return Correlation(step: step, value: nil, applies: false) }
            let value = rankCorrelation(map, try compute(model.replacing(step, by: random)))
            return Correlation(step: step, value: value, applies: true)
        }
        return Sanity(correlations: correlations)
    }
}

extension Sanity.Step {
    /// The steps from the head to the first block.
    fileprivate static func all(of model: Model) -> [Self] {
        [.head] + (0..<model.configuration.depth).reversed().map(Self.block)
    }
}

extension Model {
    /// The same model with another one's head, and with its blocks from the last one on.
    fileprivate func replacing(_ step: Sanity.Step, by other: Model) -> Model {
        let first = if case .block(let number) = step { number } else { configuration.depth }
        var pooling = pooling
        if case .classToken(let token, _) = pooling, case .classToken(_, let last) = other.pooling,
            first < configuration.depth
        {
            pooling = .classToken(token, last: last)
        }
        var model = Model(
            configuration: configuration, classNames: classNames, output: output, source: source,
            assumesActivation: assumesActivation, projection: projection,
            blocks: blocks.indices.map { $0 < first ? blocks[$0] : other.blocks[$0] },
            pooling: pooling, norm: other.norm, headNorm: other.headNorm, head: other.head)
        model.positionalEncoding = positionalEncoding
        return model
    }
}
