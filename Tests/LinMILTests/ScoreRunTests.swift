import Testing

@testable import LinMIL

/// A score is the same bit for bit, however it is computed.
@Suite struct ScoreRunTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let attention: Configuration.Attention
        let pooling: Configuration.Pooling

        var testDescription: String { "\(attention.rawValue), \(pooling.rawValue)" }

        static let all = Configuration.Attention.allCases.flatMap { attention in
            Configuration.Pooling.allCases.map { Case(attention: attention, pooling: $0) }
        }

        /// A bag of several blocks of rows, the last one short, and a small one.
        var bags: [Int] { [attention == .linear ? 400 : 200, 12] }

        /// A model of three blocks and three classes.
        func make(tiles: Int) throws -> (model: Model, features: FeatureSource, scores: Set<Score>) {
            let configuration = Configuration(
                inputDimension: 6, classes: 3, latentDimension: 8, depth: 3, heads: 2, activation: .elu,
                attention: attention, pooling: pooling)
            var generator = SplitMix64(seed: 15)
            let values = (0..<tiles * 6).map { _ in Float.random(in: -2..<2, using: &generator) }
            var kinds = configuration.scores.filter(\.speaksOfClass)
            // 64 landmarks for each tile alone: a second a hundred.
            if attention == .nystrom, tiles > 100 { kinds.removeAll { $0 == .single } }
            var scores = Set(kinds.flatMap { kind in [nil, 2].map { Score(kind, class: $0) } } + [.rollout])
            if pooling == .cls {
                scores.formUnion([.cls, Score(.cls, block: 0, head: .number(1)), Score(.cls, block: 1, head: .max)])
            }
            if attention.hasPackageAttention { scores.insert(.attn) }
            return (try Model(random: configuration, seed: 4), FeatureSource(values, width: 6), scores)
        }
    }

    @Test(arguments: Case.all)
    func `on 1, 2 and 7 threads`(test: Case) throws {
        for tiles in test.bags {
            let (model, features, scores) = try test.make(tiles: tiles)
            let one = try model.forward(features, scores: scores, threads: 1)
            for threads in [2, 7] {
                expectSameBits(try model.forward(features, scores: scores, threads: threads), one)
            }
        }
    }

    @Test(arguments: Case.all)
    func `with the blocks' input kept in memory and computed again`(test: Case) throws {
        for tiles in test.bags {
            let (model, features, scores) = try test.make(tiles: tiles)
            let kept = try model.forward(features, scores: scores, threads: 2, memory: 1 << 40)
            expectSameBits(try model.forward(features, scores: scores, threads: 2, memory: 1), kept)
            expectSameBits(try model.forward(features, scores: scores, threads: 2), kept)
        }
    }

    @Test(arguments: Case.all)
    func `alone and with others`(test: Case) throws {
        for tiles in test.bags {
            let (model, features, scores) = try test.make(tiles: tiles)
            let together = try model.forward(features, scores: scores, threads: 2)
            #expect(Set(together.scores.keys) == scores)
            for score in scores {
                let alone = try model.forward(features, scores: [score], threads: 2)
                #expect(alone.logits.map(\.bitPattern) == together.logits.map(\.bitPattern))
                let same = alone.scores[score]?.map(\.bitPattern) == together.scores[score]?.map(\.bitPattern)
                #expect(same, "\(score)")
                #expect(alone.parts[score] == together.parts[score], "\(score)")
            }
        }
    }

    @Test(arguments: Case.all)
    func `of the predicted class, named or not`(test: Case) throws {
        let (model, features, _) = try test.make(tiles: 12)
        let predicted = try #require(try model.forward(features, scores: []).predictedClass)
        for kind in model.configuration.scores where kind.speaksOfClass {
            let (named, unnamed) = (Score(kind, class: predicted), Score(kind))
            let output = try model.forward(features, scores: [named, unnamed], threads: 2)
            #expect(output.scores[unnamed] != nil && output.scores[unnamed] == output.scores[named], "\(kind)")
            #expect(output.parts[unnamed] == output.parts[named])
            #expect(
                unnamed.resolved(depth: 3, predictedClass: predicted) == named.resolved(depth: 3, predictedClass: 0))
        }
    }

    @Test(arguments: Case.all)
    func `of classes that are told apart`(test: Case) throws {
        let (model, features, _) = try test.make(tiles: 12)
        for kind in model.configuration.scores where kind.speaksOfClass {
            let scores = (0..<3).map { Score(kind, class: $0) }
            let output = try model.forward(features, scores: Set(scores), threads: 2)
            let values = try scores.map { try #require(output.scores[$0]) }
            #expect(Set(values).count == 3, "\(kind)")
        }
    }

    private func expectSameBits(
        _ output: Output, _ expected: Output, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            output.logits.map(\.bitPattern) == expected.logits.map(\.bitPattern), sourceLocation: sourceLocation)
        for (score, values) in expected.scores {
            let same = output.scores[score]?.map(\.bitPattern) == values.map(\.bitPattern)
            #expect(same, "\(score)", sourceLocation: sourceLocation)
        }
        #expect(output.parts == expected.parts, sourceLocation: sourceLocation)
    }
}
