import Foundation
import Testing

@testable import LinMIL

/// The forward pass against what lin_mil 1.0.1 computes in float64 (Fixtures/models/make_models.py).
@Suite struct ForwardTests {
    /// The largest error, relative to the tensor's largest magnitude: float32 rounding over a few blocks stays an order
    /// below. Pointwise relative error would mean nothing for `attn`, which crosses zero.
    static let tolerance: Float = 1e-5

    static let cases: [Fixture] =
        Activation.allCases.flatMap { activation in
            Configuration.Pooling.allCases.map { Fixture(shape: "common", pooling: $0, activation: activation) }
        }
        + ["shallow", "wide-head"].flatMap { shape in
            Configuration.Pooling.allCases.map { Fixture(shape: shape, pooling: $0, activation: .relu) }
        }

    @Test(arguments: cases)
    func `logits, scores and tokens before each block equal the package's`(fixture: Fixture) throws {
        let expected = try fixture.expected()
        let model = try fixture.model()
        let scores: Set<Score> = fixture.pooling == .cls ? [.cls, .attn] : [.attn]

        let (output, trace) = try model.traced(try fixture.features(), scores: scores)
        try expectClose(output.logits, expected.floats("logits"), "logits")
        if output.logits.count > 1 {
            try expectClose(#require(output.probabilities), expected.floats("probabilities"), "probabilities")
        } else {
            // The fixture has the softmax of one number, which is 1 whatever the model says.
            #expect(output.probabilities == nil)
        }
        for score in scores {
            let name = score.kind.rawValue
            try expectClose(try #require(output.scores[score]), expected.floats(name), name)
        }
        #expect(expected.tensors["block.\(model.configuration.depth - 1).tiles"] != nil)
        model.expectTokensBeforeBlocks(of: trace, expected)
    }

    @Test func `every token enters every block once`() throws {
        let fixture = Fixture(shape: "common", pooling: .cls, activation: .relu)
        let (_, trace) = try fixture.model().traced(try fixture.features())
        for block in 0..<3 {
            #expect(trace.counts(.input, block: block) == Dictionary(uniqueKeysWithValues: (0..<390).map { ($0, 1) }))
        }
        #expect(trace.counts(.input, block: 3).isEmpty)
    }

    @Test(arguments: Configuration.Pooling.allCases)
    func `the result is the same bit for bit on 1, 2 and 7 threads`(pooling: Configuration.Pooling) throws {
        let model = try Model(
            random: Configuration(
                inputDimension: 8, classes: 2, latentDimension: 16, depth: 2, heads: 2, pooling: pooling), seed: 3)
        // 4003 tiles make 24 blocks, the last one short.
        let features = FeatureSource((0..<4003 * 8).map { Float(($0 * 7919) % 1009) / 500 - 1 }, width: 8)
        let scores: Set<Score> = pooling == .cls ? [.cls, .attn] : [.attn]
        try expectSameBits(of: model, features, scores)
    }

    @Test func `attention and the class token's own weight sum to one above the clamp`() throws {
        let fixture = Fixture(shape: "common", pooling: .cls, activation: .softplus)
        let output = try fixture.model().forward(try fixture.features(), threads: 2)
        let sum = try #require(output.scores[.cls]).reduce(0, +)
        #expect(sum < 1 && sum > 0.98, "389 of 390 tokens' weights")
    }

    @Test(arguments: FeatureElement.allCases)
    func `features stored in any number format give the same result where it holds them`(element: FeatureElement) throws
    {
        let model = try Model(
            random: Configuration(inputDimension: 4, classes: 2, latentDimension: 8, depth: 1, heads: 2), seed: 1)
        let values = (0..<40 * 4).map { Float($0 % 33) / 16 - 1 }  // exact in half precision and bfloat16
        let stored = FeatureSource(name: "stored", tileCount: 40, width: 4, element: element) { rows, bytes in
            for (index, value) in values[rows.lowerBound * 4..<rows.upperBound * 4].enumerated() {
                switch element {
                case .float16: bytes.storeBytes(of: halfBits(value), toByteOffset: index * 2, as: UInt16.self)
                case .float32: bytes.storeBytes(of: value, toByteOffset: index * 4, as: Float.self)
                case .float64: bytes.storeBytes(of: Double(value), toByteOffset: index * 8, as: Double.self)
                case .bfloat16:
                    bytes.storeBytes(
                        of: UInt16(value.bitPattern >> 16), toByteOffset: index * 2, as: UInt16.self)
                }
            }
        }
        let reference = try model.forward(FeatureSource(values, width: 4), threads: 1)
        #expect(try model.forward(stored, threads: 1).logits == reference.logits)
    }

    @Test func `class attention of a model that pools by mean is refused with what works`() throws {
        let fixture = Fixture(shape: "common", pooling: .mean, activation: .relu)
        let error = #expect(throws: ModelError.self) {
            _ = try fixture.model().forward(try fixture.features(), scores: [.cls], threads: 1)
        }
        #expect(
            error?.description.hasSuffix("compute one of attn, rollout, relevance, single, gradient") == true)
    }

    @Test func `features that are not finite are counted and the first is named`() throws {
        let model = try Model(
            random: Configuration(inputDimension: 4, classes: 2, latentDimension: 8, depth: 1, heads: 2), seed: 1)
        var values = [Float](repeating: 0.5, count: 500 * 4)
        values[301 * 4 + 3] = .nan
        values[477 * 4] = -.infinity
        let error = #expect(throws: ModelError.self) {
            _ = try model.forward(FeatureSource(values, width: 4, name: "slide.h5"), threads: 2)
        }
        #expect(error == .nonFiniteFeatures(features: "slide.h5", tiles: 2, of: 500, first: 301))
    }

    @Test func `features too large for float32 arithmetic are refused, not drawn`() throws {
        let model = try Model(
            random: Configuration(inputDimension: 4, classes: 2, latentDimension: 8, depth: 1, heads: 2), seed: 1)
        let huge = FeatureSource([Float](repeating: 3e38, count: 8), width: 4, name: "slide.h5")
        #expect(throws: ModelError.self) { try model.forward(huge, threads: 1) }
    }

    @Test func `no tiles, another width and more tiles than memory holds are refused`() throws {
        let model = try Model(
            random: Configuration(inputDimension: 4, classes: 2, latentDimension: 8, depth: 1, heads: 2), seed: 1)
        #expect(throws: ModelError.noTiles(features: "features")) {
            try model.forward(FeatureSource([], width: 4), threads: 1)
        }
        #expect(throws: ModelError.wrongFeatureWidth(features: "features", found: 3, expected: 4)) {
            try model.forward(FeatureSource([1, 2, 3], width: 3), threads: 1)
        }
        let endless = FeatureSource(name: "endless", tileCount: 1 << 48, width: 4, element: .float16) { _, _ in }
        #expect(throws: ModelError.self) { try model.forward(endless, threads: 1) }
    }

    @Test func `what reading throws reaches the caller`() throws {
        struct Unreadable: Error, Equatable { let row: Int }
        let model = try Model(
            random: Configuration(inputDimension: 4, classes: 2, latentDimension: 8, depth: 1, heads: 2), seed: 1)
        let broken = FeatureSource(name: "broken", tileCount: 1000, width: 4, element: .float32) { rows, _ in
            if rows.contains(500) { throw Unreadable(row: rows.lowerBound) }
        }
        #expect(throws: Unreadable(row: 462)) { try model.forward(broken, threads: 2) }
    }
}

/// A checkpoint and what the package computes with it.
struct Fixture: Sendable, CustomTestStringConvertible {
    let shape: String
    let pooling: Configuration.Pooling
    let activation: Activation

    var testDescription: String { "\(shape), \(pooling.rawValue), \(activation.rawValue)" }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/models")

    func model() throws -> Model {
        let path = Self.folder.appending(path: "\(shape)-\(pooling.rawValue).safetensors").path
        return try Model(readingFrom: path, activation: activation)
    }

    func expected(_ activation: Activation? = nil) throws -> Checkpoint {
        let name = "\(shape)-\(pooling.rawValue)-\((activation ?? self.activation).rawValue).expected.safetensors"
        return try Checkpoint(readingFrom: Self.folder.appending(path: name).path)
    }

    /// The features are the same for all activations and stored once.
    func features() throws -> FeatureSource {
        let stored = try expected(.relu)
        let shape = try #require(stored.tensors["features"]?.shape)
        return FeatureSource(try stored.floats("features"), width: shape[1])
    }
}

/// Expects two tensors to agree within `ForwardTests.tolerance` of the second's largest magnitude.
func expectClose(
    _ found: [Float], _ expected: [Float], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.count == expected.count, !expected.isEmpty else {
        Issue.record("\(name): \(found.count) values, expected \(expected.count)", sourceLocation: sourceLocation)
        return
    }
    let scale = expected.map(\.magnitude).max() ?? 0
    let error = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? .infinity
    #expect(
        error <= ForwardTests.tolerance * scale,
        "\(name): largest difference \(error) of \(scale)", sourceLocation: sourceLocation)
}

/// The bits of a half-precision number, for values that it holds exactly.
func halfBits(_ value: Float) -> UInt16 {
    #if arch(arm64)
        return Float16(value).bitPattern
    #else
        guard value != 0 else { return 0 }
        let exponent = UInt16(bitPattern: Int16(value.exponent)) &+ 15
        return (value < 0 ? 0x8000 : 0) | exponent << 10 | UInt16(value.significandBitPattern >> 13)
    #endif
}
