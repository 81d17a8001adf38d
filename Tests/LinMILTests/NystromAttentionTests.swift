import Foundation
import Testing

@testable import LinMIL

/// Nystrom attention against what lin_mil 1.0.1 computes in float64 (Fixtures/nystrom/make_nystrom.py).
@Suite struct NystromAttentionTests {
    /// Bags below, at and far above the 64 landmarks; the class token adds one.
    static let sizes = [1, 37, 63, 64, 65, 389, 3000]

    @Test(arguments: Configuration.Pooling.allCases, sizes)
    func `logits and the class token's attention equal the package's`(
        pooling: Configuration.Pooling, size: Int
    ) throws {
        let expected = try Self.expected(pooling)
        let scores: Set<Score> = pooling == .cls ? [.cls] : []

        let output = try Self.model(pooling).forward(try Self.features(size), scores: scores, threads: 2)
        try expectClose(output.logits, expected.floats("\(size).logits"), "logits")
        if pooling == .cls {
            try expectClose(try #require(output.scores[.cls]), expected.floats("\(size).cls"), "cls")
        }
    }

    @Test(arguments: Configuration.Pooling.allCases, sizes.filter { $0 <= 389 })
    func `tokens before each block equal the package's`(pooling: Configuration.Pooling, size: Int) throws {
        let expected = try Self.expected(pooling)
        let model = try Self.model(pooling)
        let (_, trace) = try model.traced(try Self.features(size))
        #expect(expected.tensors["\(size).block.\(model.configuration.depth - 1).tiles"] != nil)
        model.expectTokensBeforeBlocks(of: trace, expected, prefix: "\(size).")
    }

    @Test func `the configuration is read off the tensors`() throws {
        let configuration = try Self.model(.cls).configuration
        #expect(configuration.attention == .nystrom)
        #expect(configuration.heads == 2)
        #expect(configuration.depth == 2)
    }

    @Test(arguments: Configuration.Pooling.allCases)
    func `the result is the same bit for bit on 1, 2 and 7 threads`(pooling: Configuration.Pooling) throws {
        let model = try Self.model(pooling)
        let scores: Set<Score> = pooling == .cls ? [.cls] : []
        try expectSameBits(of: model, try Self.features(1501), scores)
    }

    @Test func `logits of attention far beyond the range of an exponential stay finite`() throws {
        let checkpoint = try Checkpoint(readingFrom: Self.path("cls.safetensors"))
        var floats: [String: (shape: [Int], values: [Float])] = [:]
        for (name, tensor) in checkpoint.tensors {
            let enlarged: Float = name.hasSuffix("to_qkv.weight") ? 100 : 1
            floats[name] = (tensor.shape, try checkpoint.floats(name).map { $0 * enlarged })
        }
        let model = try Model(Checkpoint(path: "enlarged", metadata: [:], floats: floats))
        let output = try model.forward(try Self.features(389), threads: 2)
        #expect(output.logits.filter(\.isFinite).count == model.configuration.classes)
    }

    @Test(arguments: [(Configuration.Pooling.cls, Score.attn), (.mean, .attn), (.mean, .cls)])
    func `a score that the package does not give is refused with what works`(
        pooling: Configuration.Pooling, score: Score
    ) throws {
        let error = #expect(throws: ModelError.self) {
            _ = try Self.model(pooling).forward(try Self.features(37), scores: [score], threads: 1)
        }
        let path = Self.path("\(pooling.rawValue).safetensors")
        let exist: [Score.Kind] =
            pooling == .cls
            ? [.cls, .rollout, .evidence, .relevance, .single, .gradient] : [.rollout, .relevance, .single, .gradient]
        let reason = score == .cls ? MissingScore.noClassToken : .notInPackage(.nystrom)
        #expect(error == .noScore(path: path, score.kind, reason, exist: exist))
        // A message must not suggest a score that does not exist either.
        #expect(
            error?.description.hasSuffix("compute one of \(exist.map(\.rawValue).joined(separator: ", "))") == true)
    }

    private static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/nystrom/\(name)").path
    }

    private static func model(_ pooling: Configuration.Pooling) throws -> Model {
        try Model(readingFrom: path("\(pooling.rawValue).safetensors"))
    }

    private static func expected(_ pooling: Configuration.Pooling) throws -> Checkpoint {
        try Checkpoint(readingFrom: path("\(pooling.rawValue).expected.safetensors"))
    }

    /// The first tiles of the features that both models were run on.
    private static func features(_ tiles: Int) throws -> FeatureSource {
        FeatureSource(Array(try expected(.cls).floats("features").prefix(tiles * 4)), width: 4)
    }
}
