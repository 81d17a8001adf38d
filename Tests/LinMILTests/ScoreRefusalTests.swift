import Testing

@testable import LinMIL

/// Scores that a model does not have.
@Suite struct ScoreRefusalTests {
    private static func model(
        _ attention: Configuration.Attention = .linear, _ pooling: Configuration.Pooling = .cls
    ) throws -> Model {
        let configuration = Configuration(
            inputDimension: 4, classes: 3, latentDimension: 8, depth: 2, heads: 4, attention: attention,
            pooling: pooling)
        return try Model(random: configuration, seed: 1)
    }

    private static let features = FeatureSource((0..<20).map { Float($0 % 7) - 3 }, width: 4)

    private func error(of score: Score, _ model: Model) -> ModelError? {
        #expect(throws: ModelError.self) { _ = try model.forward(Self.features, scores: [score], threads: 1) }
    }

    @Test(arguments: Score.Kind.allCases.filter(\.speaksOfClass), [3, 1 << 40, -1, Int.min])
    func `a class that is not there is refused with those that are`(kind: Score.Kind, number: Int) throws {
        let model = try Self.model()
        let error = error(of: Score(kind, class: number), model)
        #expect(error == .outOfRange(path: model.source, what: .class, found: number, count: 3))
        #expect(error?.description.contains("the model has 3 classes, there is no class \(number)") == true)
    }

    @Test(arguments: Configuration.Attention.allCases, [2, -1, Int.max])
    func `a block that is not there is refused with those that are`(
        attention: Configuration.Attention, number: Int
    ) throws {
        let model = try Self.model(attention)
        let error = error(of: Score(.cls, block: number), model)
        #expect(error == .outOfRange(path: model.source, what: .block, found: number, count: 2))
        #expect(error?.description.contains("expected a number from 0 to 1") == true)
    }

    @Test(arguments: Configuration.Attention.allCases, [4, -1, Int.max])
    func `a head that is not there is refused with those that are`(
        attention: Configuration.Attention, number: Int
    ) throws {
        let model = try Self.model(attention)
        let error = error(of: Score(.cls, head: .number(number)), model)
        #expect(error == .outOfRange(path: model.source, what: .head, found: number, count: 4))
        #expect(error?.description.contains("expected a number from 0 to 3") == true)
    }

    @Test(arguments: Score.Kind.allCases.filter { !$0.speaksOfClass })
    func `a class is refused for a score that knows none`(kind: Score.Kind) throws {
        let model = try Self.model()
        let error = error(of: Score(kind, class: 0), model)
        #expect(error == .classlessScore(path: model.source, kind))
        #expect(error?.description.hasSuffix("compute one of evidence, relevance, single, gradient") == true)
    }

    @Test(arguments: Score.Kind.allCases.filter { !$0.hasBlocks })
    func `a block or head is refused for a score that is not read from one`(kind: Score.Kind) throws {
        let model = try Self.model()
        for score in [Score(kind, block: 0), Score(kind, head: .number(0)), Score(kind, head: .max)] {
            #expect(error(of: score, model) == .blocklessScore(path: model.source, kind))
        }
    }

    @Test(arguments: Configuration.Attention.allCases, [Score.Kind.cls, .evidence])
    func `the class token's scores are refused where there is no class token`(
        attention: Configuration.Attention, kind: Score.Kind
    ) throws {
        let model = try Self.model(attention, .mean)
        let exist =
            (attention.hasPackageAttention ? [Score.Kind.attn] : []) + [.rollout, .relevance, .single, .gradient]
        #expect(error(of: Score(kind), model) == .noScore(path: model.source, kind, .noClassToken, exist: exist))
    }

    @Test(arguments: Configuration.Attention.allCases, Configuration.Pooling.allCases)
    func `every score that is said to exist is computed`(
        attention: Configuration.Attention, pooling: Configuration.Pooling
    ) throws {
        let model = try Self.model(attention, pooling)
        let scores = Set(model.configuration.scores.map { Score($0) })
        let output = try model.forward(Self.features, scores: scores, threads: 1)
        #expect(Set(output.scores.keys) == scores)
        #expect(output.scores.values.allSatisfy { $0.count == 5 && $0.allSatisfy(\.isFinite) })
    }

    /// One score that is refused must not leave the others half-done.
    @Test func `one score that is not there refuses the run`() throws {
        let model = try Self.model()
        #expect(throws: ModelError.outOfRange(path: model.source, what: .class, found: 9, count: 3)) {
            try model.forward(Self.features, scores: [.cls, .relevance, Score(.evidence, class: 9)], threads: 1)
        }
    }
}
