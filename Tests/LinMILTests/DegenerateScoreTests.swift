import Testing

@testable import LinMIL

/// Slides and weights at the edge: every score of every mechanism is a finite number.
@Suite struct DegenerateScoreTests {
    /// What the tiles of such a slide hold.
    enum Slide: CaseIterable { case nearlyEmpty, alike, huge, oneTile }

    @Test(arguments: Configuration.Attention.allCases, Slide.allCases)
    func `scores that explain are finite`(attention: Configuration.Attention, slide: Slide) throws {
        for pooling in Configuration.Pooling.allCases {
            let model = try Self.model(attention, pooling, enlarged: 1)
            try Self.expectFinite(model, Self.features(slide), of: model.configuration.scores)
        }
    }

    /// Logits of attention far beyond the range of an exponential: each token attends to one other alone.
    @Test(arguments: Configuration.Attention.allCases, Configuration.Pooling.allCases)
    func `attention weights of 0 and 1 give finite scores`(
        attention: Configuration.Attention, pooling: Configuration.Pooling
    ) throws {
        let model = try Self.model(attention, pooling, enlarged: 100)
        try Self.expectFinite(model, Self.features(.huge), of: model.configuration.scores)
    }

    private static func expectFinite(_ model: Model, _ features: FeatureSource, of kinds: [Score.Kind]) throws {
        let output = try model.forward(features, scores: Set(kinds.map { Score($0) }), threads: 1)
        #expect(output.scores.count == kinds.count)
        for (score, values) in output.scores {
            #expect(values.count == features.tileCount)
            #expect(values.allSatisfy { $0.isFinite }, "\(score.kind)")
        }
    }

    /// - Parameter factor: what queries, keys and the first norm are multiplied by.
    private static func model(
        _ attention: Configuration.Attention, _ pooling: Configuration.Pooling, enlarged factor: Float
    ) throws -> Model {
        let configuration = Configuration(
            inputDimension: 3, classes: 2, latentDimension: 12, depth: 2, heads: 2, attention: attention,
            pooling: pooling)
        let tensors = configuration.randomTensors(seed: 5).map { name, tensor in
            let isEnlarged = name.contains("qkv.weight") || (attention == .dilated && name.contains("norm1.weight"))
            return (name, (shape: tensor.shape, values: tensor.values.map { isEnlarged ? $0 * factor : $0 }))
        }
        let checkpoint = Checkpoint(
            path: "enlarged", metadata: ["heads": "2"], floats: Dictionary(uniqueKeysWithValues: tensors))
        return try Model(checkpoint)
    }

    private static func features(_ slide: Slide) -> FeatureSource {
        var generator = SplitMix64(seed: 6)
        let values: [Float] =
            switch slide {
            case .nearlyEmpty: Array(repeating: 0, count: 3 * 69) + [1, 2, 3]
            case .alike: (0..<3 * 70).map { [0.5, -1, 2][$0 % 3] }
            case .huge: (0..<3 * 70).map { _ in Float.random(in: -1e6..<1e6, using: &generator) }
            case .oneTile: [0.5, -1, 2]
            }
        return FeatureSource(values, width: 3)
    }
}
