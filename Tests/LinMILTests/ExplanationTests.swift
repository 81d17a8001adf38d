import Foundation
import Testing

@testable import LinMIL

/// The scores that explain a prediction, against PyTorch in float64 (Fixtures/scores/make_scores.py).
@Suite struct ExplanationTests {
    @Test func `the fixtures have every mechanism, pooling and activation`() throws {
        var found: Set<[String]> = []
        for fixture in ScoreFixture.all {
            let configuration = try fixture.read().model.configuration
            found.insert([
                configuration.attention.rawValue, configuration.pooling.rawValue, configuration.activation.rawValue,
            ])
        }
        for pooling in Configuration.Pooling.allCases.map(\.rawValue) {
            for activation in Activation.allCases.map(\.rawValue) {
                #expect(found.contains(["linear", pooling, activation]))
            }
            for attention in Configuration.Attention.allCases.map(\.rawValue) {
                #expect(found.contains([attention, pooling, "ReLU"]))
            }
        }
    }

    /// Their scale is the logits': a difference has the rounding of what is subtracted, however small it is.
    @Test(arguments: ScoreFixture.all)
    func `logits and log-odds equal PyTorch's`(fixture: ScoreFixture) throws {
        let (model, features, expected) = try fixture.read()
        let output = try model.forward(features, scores: [], threads: 2)
        expectClose(output.logits, try expected.floats("logits"), "logits")
        let scale = output.logits.map(\.magnitude).max() ?? 0
        for (number, logOdds) in try expected.floats("logOdds").enumerated() {
            let error = (output.logOdds(of: number) - logOdds).magnitude
            #expect(error <= ForwardTests.tolerance * scale, "class \(number)")
        }
    }

    @Test(arguments: ScoreFixture.all)
    func `relevance equals autograd's with 1/std, attention and GELU's gate held constant`(fixture: ScoreFixture) throws
    {
        try expectEveryClass(.relevance, fixture)
    }

    @Test(arguments: ScoreFixture.withClassToken)
    func `evidence equals what values add to the class token, times the derivative`(fixture: ScoreFixture) throws {
        try expectEveryClass(.evidence, fixture)
    }

    @Test(arguments: ScoreFixture.withTilesAlone)
    func `single equals the package's log-odds of each tile as a bag of one`(fixture: ScoreFixture) throws {
        try expectEveryClass(.single, fixture)
    }

    @Test(arguments: ScoreFixture.all)
    func `rollout equals the product of explicit matrices`(fixture: ScoreFixture) throws {
        let (model, features, expected) = try fixture.read()
        let output = try model.forward(features, scores: [.rollout], threads: 2)
        expectClose(try #require(output.scores[.rollout]), try expected.floats("rollout"), "rollout")
    }

    @Test(arguments: ScoreFixture.withClassToken)
    func `the class token's attention of every block and head equals the explicit matrix's`(
        fixture: ScoreFixture
    ) throws {
        let (model, features, expected) = try fixture.read()
        let (depth, heads) = (model.configuration.depth, model.configuration.heads)
        let rows = try expected.rows("cls")  // [depth H] of [N]
        try #require(rows.count == depth * heads)
        var scores: [Score: [Float]] = [:]
        for block in 0..<depth {
            let own = Array(rows[block * heads..<(block + 1) * heads])
            let tiles = own[0].indices.map { tile in own.map { $0[tile] } }  // [N] of [H]
            for head in 0..<heads { scores[Score(.cls, block: block, head: .number(head))] = own[head] }
            scores[Score(.cls, block: block, head: .mean)] = tiles.map { $0.reduce(0, +) / Float(heads) }
            scores[Score(.cls, block: block, head: .max)] = tiles.map { $0.max() ?? .nan }
        }
        let output = try model.forward(features, scores: Set(scores.keys), threads: 2)
        for (score, values) in scores {
            let found = try #require(output.scores[score])
            expectClose(found, values, "block \(score.block ?? -1), head \(score.head)")
        }
    }

    @Test(arguments: ScoreFixture.all)
    func `the exact gradient equals autograd's, but for tiles at a kink`(fixture: ScoreFixture) throws {
        let (output, expected) = try fixture.run(.gradient)
        for (number, row) in expected.enumerated() {
            let found = try #require(output.scores[Score(.gradient, class: number)])
            #expect(found.count == row.count)
            let errors = zip(found, row).map { Double(($0 - $1).magnitude) }
            let scale = Double(row.map(\.magnitude).max() ?? 0)
            let length = sqrt(row.reduce(0) { $0 + Double($1) * Double($1) })
            #expect(sqrt(errors.reduce(0) { $0 + $1 * $1 }) <= Self.lengthTolerance * length, "class \(number)")
            let atKinks = errors.count { $0 > Self.lengthTolerance * scale }
            #expect(atKinks <= max(2, row.count / 500), "class \(number): \(atKinks) tiles differ")
            #expect(errors.allSatisfy { $0 <= Self.kinkTolerance * scale }, "class \(number)")
        }
    }

    /// ReLU, LeakyReLU and the clamp have a derivative that jumps. Rounding moves a token over such a kink now and then,
    /// and that tile's derivative is another one.
    static let kinkTolerance = 1e-2
    static let lengthTolerance = 1e-4

    /// Expects a score to be close for every class.
    private func expectEveryClass(_ kind: Score.Kind, _ fixture: ScoreFixture) throws {
        let (output, expected) = try fixture.run(kind)
        for (number, row) in expected.enumerated() {
            let found = try #require(output.scores[Score(kind, class: number)])
            expectClose(found, row, "class \(number)")
        }
    }
}
