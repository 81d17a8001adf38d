import Testing

@testable import LinMIL

/// What the tiles' scores, the class token's and the biases' add up to (Fixtures/scores/make_scores.py).
@Suite struct ScorePartTests {
    /// Relative to the largest of what is added.
    static let tolerance: Float = 1e-5

    @Test(arguments: ScoreFixture.all)
    func `class token, biases and target of relevance equal autograd's`(fixture: ScoreFixture) throws {
        try expectParts(.relevance, fixture)
    }

    @Test(arguments: ScoreFixture.withClassToken)
    func `class token, biases and target of evidence equal autograd's`(fixture: ScoreFixture) throws {
        try expectParts(.evidence, fixture)
    }

    /// Without a look at the fixture's numbers: the parts are computed one by one, so their sum is a check.
    @Test(arguments: ScoreFixture.all)
    func `tiles, class token and biases add up to the target`(fixture: ScoreFixture) throws {
        let (model, features, _) = try fixture.read()
        try expectSums(of: model, features)
    }

    /// Several chunks of rows have sums of their own, and the perceptron's hidden layer has more than one slice.
    @Test(arguments: ScoreRunTests.Case.all)
    func `they add up in a long bag and in a wide model`(test: ScoreRunTests.Case) throws {
        for (width, tiles) in [(8, 1500), (Perceptron.sliceWidth / 4 + 8, 200)] {
            let configuration = Configuration(
                inputDimension: 6, classes: 3, latentDimension: width, depth: 2, heads: 2, activation: .elu,
                attention: test.attention, pooling: test.pooling)
            var generator = SplitMix64(seed: 16)
            let values = (0..<tiles * 6).map { _ in Float.random(in: -2..<2, using: &generator) }
            try expectSums(of: Model(random: configuration, seed: 4), FeatureSource(values, width: 6))
        }
    }

    @Test(arguments: ScoreFixture.all.filter { $0.name.hasPrefix("zero-biases") })
    func `without biases and with ReLU the tiles and the class token have all of the relevance`(
        fixture: ScoreFixture
    ) throws {
        let (output, expected) = try fixture.run(.relevance)
        for number in expected.indices {
            let parts = try #require(output.parts[Score(.relevance, class: number)])
            #expect(parts.biases == 0)
            #expect(parts.target != 0)
        }
    }

    @Test(arguments: ScoreFixture.all)
    func `relevance of two classes has the log-odds as its target`(fixture: ScoreFixture) throws {
        let (output, expected) = try fixture.run(.relevance)
        guard expected.count == 2 else { return }
        for number in expected.indices {
            let target = try #require(output.parts[Score(.relevance, class: number)]).target
            let scale = output.logits.map(\.magnitude).max() ?? 0
            #expect((target - output.logOdds(of: number)).magnitude <= Self.tolerance * scale)
        }
    }

    @Test func `scores whose parts do not add up have none`() throws {
        let (model, features, _) = try ScoreFixture(name: "activations-cls-45-ReLU").read()
        let scores: Set<Score> = [.cls, .attn, .rollout, .evidence, .relevance, .single, .gradient]
        let output = try model.forward(features, scores: scores, threads: 2)
        #expect(Set(output.scores.keys) == scores)
        #expect(Set(output.parts.keys) == [.evidence, .relevance])
    }

    /// Expects the parts of every class's relevance and evidence to add up.
    private func expectSums(of model: Model, _ features: FeatureSource) throws {
        let kinds: [Score.Kind] = model.configuration.pooling == .cls ? [.relevance, .evidence] : [.relevance]
        let scores = (0..<model.configuration.classes).flatMap { number in kinds.map { Score($0, class: number) } }
        let output = try model.forward(features, scores: Set(scores), threads: 2)
        for score in scores {
            let (tiles, parts) = (try #require(output.scores[score]), try #require(output.parts[score]))
            let sum = tiles.reduce(0) { $0 + Double($1) } + Double(parts.classToken) + Double(parts.biases)
            let scale = ([parts.classToken, parts.biases, parts.target] + tiles).map(\.magnitude).max() ?? 0
            #expect(
                (Float(sum) - parts.target).magnitude <= Self.tolerance * scale,
                "\(score.kind) of class \(score.class ?? -1): \(sum), \(parts)")
            if score.kind == .evidence { #expect(parts.biases == 0) }
            if model.configuration.pooling == .mean { #expect(parts.classToken == 0) }
        }
    }

    private func expectParts(_ kind: Score.Kind, _ fixture: ScoreFixture) throws {
        let (output, scores) = try fixture.run(kind)
        let rows = try fixture.read().expected.rows("\(kind.rawValue).parts")  // [C] of [3]
        for (number, row) in rows.enumerated() {
            let parts = try #require(output.parts[Score(kind, class: number)])
            let found = [parts.classToken, parts.biases, parts.target]
            let scale = (row + scores[number]).map(\.magnitude).max() ?? 0
            for (name, (part, expected)) in zip(["class token", "biases", "target"], zip(found, row)) {
                #expect(
                    (part - expected).magnitude <= Self.tolerance * scale,
                    "\(name) of class \(number): \(part), \(expected)")
            }
        }
    }
}
