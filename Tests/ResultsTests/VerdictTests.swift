import Foundation
import Slides
import Testing

@testable import LinMIL
@testable import Results

/// Whether a map explains the prediction, on the samples and on curves that are made for it.
@Suite struct `A verdict` {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "samples").path
    private static let plan = {
        var plan = SlideEvaluation.Plan()
        (plan.steps, plan.seeds, plan.testsSanity) = (10, 2, false)
        return plan
    }()

    private static func features(_ slide: String) throws -> FeatureFile {
        try FeatureFile(path: "\(samples)/slides/\(slide).h5")
    }

    private static func model() throws -> ModelFile { try ModelFile(path: samples + "/model.safetensors") }

    /// A small model that ignores its tiles or not, and a slide for it.
    private static func small(ignoringTiles: Bool) throws -> (features: FeatureFile, model: ModelFile) {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let features = try FeatureFile(
            path: tests.appending(path: "CommandTests/Fixtures/small/contiguous-f4.h5").path)
        let configuration = Configuration(
            inputDimension: features.width, classes: 2, latentDimension: 8, depth: 2, heads: 2)
        var weights: [String: (shape: [Int], values: [Float])] = [:]
        let random = Checkpoint(random: configuration, seed: 5)
        for (name, tensor) in random.tensors { weights[name] = (tensor.shape, try random.floats(name)) }
        if ignoringTiles { weights["mlp_head.1.weight"]?.values = Array(repeating: 0, count: 16) }
        let metadata = ["heads": "2", "activation": "ReLU"]
        return (features, try ModelFile(Checkpoint(path: "small", metadata: metadata, floats: weights)))
    }

    // MARK: Real maps

    @Test func `relevance explains a tumor slide, and the package's attn does not`() throws {
        let evaluation = try SlideEvaluation(
            of: Self.features("tumor-02"), with: Self.model(), scores: [.relevance, .attn],
            others: [("constant", Array(repeating: 1, count: 992))], plan: Self.plan)
        #expect(evaluation.scores["relevance"]?.verdict == .explains)
        #expect(evaluation.scores["attn"]?.verdict == .doesNotExplain)
        #expect(evaluation.scores["constant"]?.verdict == .doesNotExplain)
        #expect(evaluation.reach > 0.99)
        #expect(evaluation.warnings.contains { $0.hasPrefix("all scores of 'constant' are equal") })
    }

    @Test func `a prediction that nothing moves gets no verdict`() throws {
        let evaluation = try SlideEvaluation(
            of: Self.features("normal-01"), with: Self.model(), scores: [.relevance], plan: Self.plan)
        #expect(evaluation.scores["relevance"]?.verdict == .saturated && evaluation.reach < JudgedSlide.leastReach)
        #expect(evaluation.warnings.contains { $0.contains("saturated") })
    }

    @Test func `a bad map alone does not make a slide saturated`() throws {
        let features = try Self.features("tumor-02")
        let order = (0..<features.tileCount).map { Float(($0 * 389) % 991) }
        let evaluation = try SlideEvaluation(
            of: features, with: Self.model(), scores: [], others: [("other", order)], plan: Self.plan)
        #expect(evaluation.scores["other"]?.verdict == .doesNotExplain)
    }

    @Test func `a model that ignores its tiles gets no verdict`() throws {
        let (features, model) = try Self.small(ignoringTiles: true)
        let evaluation = try SlideEvaluation(of: features, with: model, scores: [.cls, .relevance], plan: Self.plan)
        #expect(evaluation.scores.values.allSatisfy { $0.verdict == .ignoresTiles && !$0.verdict.isVerdict })
        #expect(evaluation.warnings.contains { $0.hasPrefix("the model's output does not depend on the tiles") })
    }

    @Test func `a closure that reads positions only does not depend on the model`() throws {
        let (features, model) = try Self.small(ignoringTiles: false)
        let (count, source) = (features.tileCount, FeatureSource(features))
        let maps = [
            ComputedMap("positions") { _ in (0..<count).map { Float($0 % 8) } },
            ComputedMap("relevance of class 1") { model in
                let score = Score(.relevance, class: 1)
                return try model.forward(source, scores: [score]).scores[score] ?? []
            },
        ]
        var plan = Self.plan
        plan.testsSanity = true
        let scores = try SlideEvaluation(of: features, with: model, scores: [], computed: maps, plan: plan).scores
        let positions = try #require(scores["positions"])
        #expect(positions.verdict == .ignoresModel && positions.dependsOnModel == false)
        #expect(positions.verdict.sentence.contains("does not depend on the model"))
        #expect(scores["relevance of class 1"]?.dependsOnModel == true)
        #expect(scores["relevance of class 1"]?.sanity?.count == 3)
    }

    // MARK: The rule

    private static func curve(_ probabilities: [Float]) -> Flipping.Curve {
        Flipping.Curve(
            probabilities: probabilities, logOdds: probabilities.map { 10 * $0 },
            predictedClasses: probabilities.map { $0 > 0.5 ? 1 : 0 })
    }

    /// A slide of 100 tiles whose prediction falls at a step from `high` to `low`.
    private static func falling(at step: Int, from high: Float = 1, to low: Float = 0) -> Flipping.Curve {
        curve((0..<100).map { $0 < step ? high : low })
    }

    private static func judged(random: [Flipping.Curve], _ others: Flipping.Curve...) -> JudgedSlide {
        let kept = Array((1...100).reversed())
        return JudgedSlide(random: random.map { ($0, kept) }, others: others.map { ($0, kept) })
    }

    private static func verdict(_ slide: JudgedSlide, most: Flipping.Curve, least: Flipping.Curve) -> Verdict {
        slide.verdict(
            faithfulness: slide.faithfulness(most: most, least: least), dependsOnModel: nil, isConstant: false)
    }

    @Test func `the share of the way that a map moves the prediction does not depend on where it begins`() {
        let random = [85, 95, 90].map { Self.falling(at: $0, from: 0.6, to: 0.3) }
        let (most, least) = (Self.falling(at: 1, from: 0.6, to: 0.3), Self.falling(at: 100, from: 0.6, to: 0.3))
        let slide = Self.judged(random: random, most, least)
        #expect(abs(slide.reach - 0.3) < 1e-6)
        #expect(abs(slide.faithfulness(most: most, least: least) - 1) < 1e-6)
        #expect(Self.verdict(slide, most: most, least: least) == .explains)
        #expect(Self.verdict(slide, most: least, least: most) == .doesNotExplain)
    }

    @Test func `a map that a random order equals by chance has no verdict`() {
        // One key tile: a random order meets it anywhere.
        let random = [20, 50, 80].map { Self.falling(at: $0) }
        let good = (most: Self.falling(at: 10), least: Self.falling(at: 90))
        let slide = Self.judged(random: random, good.most, good.least)
        #expect(slide.chance > 0.9 && slide.chance < 0.95)
        #expect(Self.verdict(slide, most: good.most, least: good.least) == .withinChance)
        #expect(Self.verdict(slide, most: Self.falling(at: 1), least: Self.falling(at: 100)) == .explains)
    }

    @Test func `the last tile alone does not move the prediction, and half a slide without a new class does`() {
        let flat = Self.curve(Array(repeating: 0.9, count: 100))
        let last = Self.curve(Array(repeating: 0.9, count: 99) + [0.1])
        #expect(Self.verdict(Self.judged(random: [flat, last], last), most: last, least: flat) == .saturated)
        let half = Self.falling(at: 1, from: 0.95, to: 0.6)
        let slide = Self.judged(random: [flat, flat], half, flat)
        #expect(Self.verdict(slide, most: half, least: flat) == .explains)
    }

    @Test func `chance follows the number of tiles that the prediction hangs on, or the spread of many orders`() {
        #expect(abs(JudgedSlide.chance([0.5], steps: 1000) - 0.902) < 1e-9)
        #expect(abs(JudgedSlide.chance([0.75], steps: 1000) - (1.002 - pow(0.1, 1.0 / 3))) < 1e-9)
        #expect(abs(JudgedSlide.chance([0.25], steps: 1000) - JudgedSlide.chance([0.75], steps: 1000)) < 1e-9)
        #expect(abs(JudgedSlide.chance([0.59, 0.60, 0.61], steps: 100) - 2 * 2.92 * 0.01) < 1e-9)
        #expect(JudgedSlide.chance([], steps: 100) == 1)
    }

    @Test func `every verdict reads back from its word and has a sentence of its own`() throws {
        for verdict in Verdict.allCases {
            #expect(try JSONDecoder().decode(Verdict.self, from: JSONEncoder().encode(verdict)) == verdict)
        }
        #expect(Set(Verdict.allCases.map(\.sentence)).count == Verdict.allCases.count)
    }
}
