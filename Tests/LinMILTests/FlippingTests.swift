import Foundation
import Testing

@testable import LinMIL

/// Patch flipping against a plain loop over lin_mil 1.0.1 in float64 (Fixtures/flipping/make_flipping.py).
@Suite struct FlippingTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures/flipping")
    /// The largest error of a probability, and of log-odds of a few units.
    private static let tolerance: Float = 2e-5

    private static func model(_ pooling: Configuration.Pooling) throws -> Model {
        try Model(readingFrom: folder.appending(path: "\(pooling.rawValue).safetensors").path, activation: .relu)
    }

    /// Numbers in -1 ..< 1 that repeat on every run.
    private static func numbers(_ count: Int) -> [Float] {
        (0..<count).map { index in Float((index * 7919) % 1009) / 500 - 1 }
    }

    private static func slide(_ tiles: Int, _ expected: Checkpoint, _ model: Model) throws -> ProjectedSlide {
        try ProjectedSlide(FeatureSource(expected.floats("\(tiles).features"), width: 6), model: model, threads: 2)
    }

    @Test(arguments: Configuration.Pooling.allCases, [7, 101, 143, 260])
    func `curves equal a plain loop's over the package, ties included`(
        pooling: Configuration.Pooling, tiles: Int
    ) throws {
        let expected = try Checkpoint(
            readingFrom: Self.folder.appending(path: "\(pooling.rawValue).expected.safetensors").path)
        let slide = try Self.slide(tiles, expected, Self.model(pooling))
        let scores = try expected.floats("\(tiles).scores")
        for explained in 0..<3 {
            let flipping = try Flipping(slide, class: explained, threads: 2)
            for (order, name) in [(Flipping.Order.mostFirst, "most"), (.leastFirst, "least")] {
                let curve = try flipping.curve(by: scores, order)
                let (probabilities, logOdds) = (
                    try expected.floats("\(tiles).\(name)"), try expected.floats("\(tiles).\(name).logOdds")
                )
                #expect(
                    curve.probabilities.count == flipping.kept.count && probabilities.count == 3 * flipping.kept.count)
                for step in flipping.kept.indices {
                    #expect(abs(curve.probabilities[step] - probabilities[3 * step + explained]) < Self.tolerance)
                    #expect(abs(curve.logOdds[step] - logOdds[3 * step + explained]) < 10 * Self.tolerance)
                }
            }
        }
    }

    @Test(arguments: Configuration.Pooling.allCases, [7, 101, 143, 260])
    func `curves by every score of the model equal a plain loop's over the package`(
        pooling: Configuration.Pooling, tiles: Int
    ) throws {
        let model = try Self.model(pooling)
        let (name, folder) = (pooling.rawValue, Self.folder)
        let inputs = try Checkpoint(readingFrom: folder.appending(path: "\(name).expected.safetensors").path)
        let expected = try Checkpoint(readingFrom: folder.appending(path: "\(name).scores.safetensors").path)
        let features = FeatureSource(try inputs.floats("\(tiles).features"), width: 6)
        let slide = try ProjectedSlide(features, model: model, threads: 2)
        let kinds = model.configuration.scores
        #expect(kinds.count == (pooling == .cls ? 7 : 5))
        for explained in 0..<3 {
            let flipping = try Flipping(slide, class: explained, threads: 2)
            for kind in kinds {
                let maps = try expected.floats("\(tiles).\(kind.rawValue)")
                let map = kind.speaksOfClass ? maps[(explained * tiles)..<((explained + 1) * tiles)] : maps[...]
                #expect(map.count == tiles)
                for (order, word) in [(Flipping.Order.mostFirst, "most"), (.leastFirst, "least")] {
                    let curve = try flipping.curve(by: Array(map), order).probabilities
                    let all = try expected.floats("\(tiles).\(kind.rawValue).\(word)")
                    let row = all[(explained * curve.count)..<((explained + 1) * curve.count)]
                    #expect(all.count == 3 * flipping.kept.count)
                    let error = zip(curve, row).map { abs($0 - $1) }.max() ?? .infinity
                    #expect(error < Self.tolerance, "\(kind) of class \(explained), \(word) first")
                }
            }
        }
    }

    @Test(arguments: [(7, 100, [7, 6, 5, 4, 3, 2, 1]), (101, 3, [101, 67, 33]), (10, 3, [10, 6, 2]), (1, 100, [1])])
    func `steps are even, and the last keeps at least one tile`(tiles: Int, steps: Int, kept: [Int]) throws {
        let model = try Self.model(.mean)
        let features = FeatureSource([Float](repeating: 1, count: tiles * 6), width: 6)
        let flipping = try Flipping(ProjectedSlide(features, model: model), class: 0, steps: steps)
        #expect(flipping.kept == kept)
    }

    @Test func `a part of a slide gives what a slide of these tiles gives, bit for bit on any number of threads`()
        throws
    {
        let model = try Self.model(.cls)
        let values = Self.numbers(400 * 6)
        let slide = try ProjectedSlide(FeatureSource(values, width: 6), model: model)
        let chosen = Array(stride(from: 1, to: 400, by: 2))
        let rows: [[Float]] = chosen.map { Array(values[$0 * 6..<($0 + 1) * 6]) }
        let part = FeatureSource(Array(rows.joined()), width: 6)
        let expected = try model.forward(part, scores: [], threads: 1).logits
        for threads in [1, 2, 7] { #expect(try slide.logits(of: chosen, threads: threads) == expected) }
        let scores = Array(values.prefix(400))
        let curves = try [1, 2, 7].map { threads in
            try Flipping(slide, class: 1, steps: 20, threads: threads).curve(by: scores, .mostFirst)
        }
        #expect(curves[0] == curves[1] && curves[0] == curves[2])
    }

    @Test func `random orders repeat with their seed and differ between seeds`() throws {
        let model = try Self.model(.cls)
        let values = Self.numbers(50 * 6)
        let flipping = try Flipping(ProjectedSlide(FeatureSource(values, width: 6), model: model), class: 0)
        let curves = try [UInt64(1), 1, 2].map { seed in try flipping.curve(randomSeed: seed) }
        #expect(curves[0] == curves[1] && curves[0] != curves[2])
    }

    @Test func `a value has no probability to follow, and a class must exist`() throws {
        let configuration = Configuration(inputDimension: 6, classes: 1, latentDimension: 8, depth: 1, heads: 2)
        let features = FeatureSource([Float](repeating: 1, count: 12), width: 6)
        let value = try ProjectedSlide(features, model: Model(random: configuration, seed: 1))
        #expect(throws: ModelError.noProbability(path: value.model.source)) { try Flipping(value, class: 0) }
        let classes = try ProjectedSlide(features, model: Self.model(.cls))
        #expect(throws: ModelError.outOfRange(path: classes.model.source, what: .class, found: 3, count: 3)) {
            try Flipping(classes, class: 3)
        }
    }
}
