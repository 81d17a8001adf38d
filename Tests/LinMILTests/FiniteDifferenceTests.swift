import Foundation
import Testing

@testable import LinMIL

/// The exact gradient against differences of the paper forward in double precision, which knows no derivative.
@Suite struct FiniteDifferenceTests {
    /// Half the distance of the two points. Its square is what a central difference is wrong by.
    static let step = 1e-4
    /// Of the largest score, for one tile. Float32 rounding of the derivative; the difference is exact to 1e-7.
    static let tolerance = 1e-5

    /// Models small enough to be run without an engine, and how many tiles of their bags.
    static let models: [(fixture: String, tiles: Int)] = [
        ("activations-cls-45-Softplus", 12), ("activations-mean-45-GeLU", 12), ("many-rows-cls-389-ELU", 200),
        ("none-clamped-mean-90-Softplus", 90), ("softmax-cls-37", 12), ("softmax-mean-37", 12),
        ("dilated-two-heads-cls-30", 30), ("dilated-two-heads-mean-150", 70), ("nystrom-one-block-cls-70", 70),
        ("nystrom-one-block-mean-70", 70),
    ]

    /// A score is the derivative of the log-odds by a factor of the tile's features: with `x0 - b = W x`,
    /// `d t(s x) / ds = sum_f x_f dt/dx_f = (dt/dx0) . (x0 - b)` at s = 1.
    @Test(arguments: models)
    func `scores predict what the log-odds do if tiles' features grow`(fixture: String, tiles: Int) throws {
        let (model, _, expected) = try ScoreFixture(name: fixture).read()
        let rows = try expected.rows("features").prefix(tiles).map { $0.map(Double.init) }
        let checkpoint = try Checkpoint(readingFrom: model.source)
        try expectGrowth(of: model, checkpoint, rows)
    }

    @Test(arguments: Configuration.Pooling.allCases)
    func `they do so where the perceptron's hidden layer has more than one slice`(
        pooling: Configuration.Pooling
    ) throws {
        let configuration = Configuration(
            inputDimension: 3, classes: 2, latentDimension: Perceptron.sliceWidth / 4 + 8, depth: 1, heads: 2,
            activation: .softplus, pooling: pooling)
        let checkpoint = Checkpoint(
            path: "wide", metadata: ["heads": "2"], floats: configuration.randomTensors(seed: 8))
        var generator = SplitMix64(seed: 9)
        let rows = (0..<4).map { _ in (0..<3).map { _ in Double(Float.random(in: -2..<2, using: &generator)) } }
        let model = try Model(checkpoint, activation: .softplus)
        #expect(model.configuration == configuration)
        try expectGrowth(of: model, checkpoint, rows)
    }

    /// Expects that the scores predict by how much the paper's log-odds grow. rows [tiles, F]
    private func expectGrowth(of model: Model, _ checkpoint: Checkpoint, _ rows: Numbers) throws {
        let features = FeatureSource(rows.flatMap { $0.map(Float.init) }, width: rows[0].count)
        let score = Score(.gradient, class: 1)
        let found = try #require(model.forward(features, scores: [score], threads: 2).scores[score])

        func logOdds(_ factors: [Double]) throws -> Double {
            let grown = zip(rows, factors).map { row, factor in row.map { $0 * factor } }
            return try PaperForward(checkpoint, model.configuration, features: grown).logOdds(of: 1)
        }
        // All tiles at once, with signs and sizes that no sum of wrong scores would fit.
        let scale = Double(found.map(\.magnitude).max() ?? 0)
        var generator = SplitMix64(seed: 15)
        let direction = rows.map { _ in Double.random(in: -1..<1, using: &generator) }
        let above = try logOdds(direction.map { 1 + Self.step * $0 })
        let below = try logOdds(direction.map { 1 - Self.step * $0 })
        let difference = (above - below) / (2 * Self.step)
        let predicted = zip(found, direction).reduce(0) { $0 + Double($1.0) * $1.1 }
        #expect(
            abs(difference - predicted) <= Self.tolerance * scale * Double(rows.count).squareRoot(),
            "\(difference), predicted \(predicted), largest score \(scale)")
    }
}

extension PaperForward {
    /// z_c - log sum over the others of exp(z_k)
    fileprivate func logOdds(of number: Int) -> Double {
        let others = logits.indices.filter { $0 != number }.map { logits[$0] }
        return logits[number] - log(others.reduce(0) { $0 + exp($1) })
    }
}
