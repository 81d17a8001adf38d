import Foundation
import Testing

@testable import LinMIL

/// Dilated attention against what lin_mil 1.0.1 computes in float64 with exact attention in the place of flash-attn
/// (Fixtures/dilated/make_dilated.py).
@Suite struct DilatedAttentionTests {
    static let tileCounts = [1, 5, 31, 37, 63, 64, 65, 127, 128, 389, 3000]
    /// Eight heads are what a checkpoint without metadata has; three are padded to a multiple of the dilation.
    static let models = ["eight-heads", "three-heads"]

    @Test(arguments: models, tileCounts)
    func `logits and class attention equal the package's`(name: String, tiles: Int) throws {
        let expected = try Self.expected(name, .cls)
        let output = try Self.model(name, .cls).forward(try Self.features(tiles), scores: [.cls], threads: 2)
        expectClose(output.logits, try expected.floats("\(tiles).logits"), "logits")

        // What is stored goes past the last position that the class token can see.
        let attention = try #require(output.scores[.cls])
        let stored = try expected.floats("\(tiles).cls").dropFirst()
        expectClose(Array(attention.prefix(stored.count)), Array(stored), "class attention")
        #expect(attention.dropFirst(stored.count).allSatisfy { $0 == 0 })
    }

    @Test(arguments: models, tileCounts)
    func `logits without a class token equal the package's`(name: String, tiles: Int) throws {
        let output = try Self.model(name, .mean).forward(try Self.features(tiles), scores: [], threads: 2)
        expectClose(output.logits, try Self.expected(name, .mean).floats("\(tiles).logits"), "logits")
    }

    @Test(arguments: models, Configuration.Pooling.allCases)
    func `the last block's attention output equals the package's`(name: String, pooling: Configuration.Pooling) throws {
        let model = try Self.model(name, pooling)
        let last = model.configuration.depth - 1
        let (_, trace) = try model.traced(try Self.features(389))
        let entering = try #require(trace.rows(.input, block: last))

        let configuration = model.configuration
        let (norm1, attention) = try model.lastBlock()
        let work = try Workspace(floats: DilatedAttention.scratchFloats(configuration))
        let x = try Matrix(entering.count, configuration.latentDimension, entering.flatMap { $0 })
        let y = try Matrix(x.rowCount, x.columns)
        norm1.apply(to: x.rows, into: y.rows)
        let gathering = try attention.begin(tokens: x.rowCount, chunks: 1)
        gathering.gather(y.rows, at: 0, chunk: 0, work)
        let complete = gathering.complete(try Workers(threads: 1, floats: 0))
        // Blocks that begin and end inside segments.
        let output = try Matrix(x.rowCount, x.columns)
        for start in stride(from: 0, to: x.rowCount, by: 71) {
            let rows = start..<min(start + 71, x.rowCount)
            complete.add(to: output[rows], from: y[rows], at: start, work)
        }
        let every8th = stride(from: 0, to: x.rowCount, by: 8).flatMap { output[$0..<$0 + 1].values }
        expectClose(every8th, try Self.expected(name, pooling).floats("389.attended"), "attention output")
    }

    /// Where exp would overflow had the maximum not been taken off.
    @Test(arguments: Configuration.Pooling.allCases)
    func `products past the range of exp do not overflow`(pooling: Configuration.Pooling) throws {
        let scores: Set<Score> = pooling == .cls ? [.cls] : []
        let output = try Self.model("large-products", pooling).forward(try Self.features(389), scores: scores)
        expectClose(output.logits, try Self.expected("large-products", pooling).floats("389.logits"), "logits")
    }

    @Test func `the result is the same bit for bit on 1, 2 and 7 threads`() throws {
        let model = try Self.model("three-heads", .cls)
        try expectSameBits(of: model, try Self.features(1500), [.cls])
    }

    @Test(arguments: [(1, 0), (2, 1), (5, 2), (126, 63), (127, 63), (128, 63), (3000, 63)])
    func `the class token sees every other tile of the first 127`(tiles: Int, seen: Int) throws {
        let model = try Self.model("eight-heads", .cls)
        #expect(model.configuration.tilesSeenByClassToken(of: tiles) == seen)
        let scores = try #require(try model.forward(try Self.features(tiles), threads: 1).scores[.cls])
        #expect(scores.count { $0 > 0 } == seen)
    }

    @Test func `the class token of the other mechanisms sees every tile`() {
        for attention in Configuration.Attention.allCases where attention != .dilated {
            let configuration = Configuration(inputDimension: 4, classes: 2, attention: attention)
            #expect(configuration.tilesSeenByClassToken(of: 900) == 900)
        }
    }

    @Test func `the package's attention is refused with the mechanism and what works`() throws {
        let model = try Self.model("eight-heads", .cls)
        let error = #expect(throws: ModelError.self) {
            try model.forward(try Self.features(5), scores: [.attn], threads: 1)
        }
        let exist: [Score.Kind] = [.cls, .rollout, .evidence, .relevance, .gradient]
        #expect(error == .noScore(path: model.source, .attn, .notInPackage(.dilated), exist: exist))
        let sentence = try #require(error?.description)
        #expect(sentence.contains("dilated") && sentence.contains("compute one of cls,"))
    }

    @Test func `without a class token no score is offered that does not exist`() throws {
        let error = #expect(throws: ModelError.self) {
            try Self.model("eight-heads", .mean).forward(try Self.features(5), scores: [.cls], threads: 1)
        }
        #expect(error?.description.hasSuffix("compute one of rollout, relevance, single, gradient") == true)
    }

    @Test func `heads are what the metadata says, and must divide the width`() throws {
        #expect(try Self.model("three-heads", .cls).configuration.heads == 3)
        let configuration = Configuration(
            inputDimension: 4, classes: 2, latentDimension: 12, depth: 1, heads: 4, attention: .dilated)
        #expect(try Model(random: configuration, seed: 1).configuration == configuration)
        for heads in ["5", "0", "-2"] {
            let tensors = configuration.randomTensors(seed: 1)
            let checkpoint = Checkpoint(path: "model", metadata: ["heads": heads], floats: tensors)
            #expect(throws: ModelError.self) { try Model(checkpoint) }
        }
    }

    @Test func `one head wider than a slice of the perceptron has room`() throws {
        let configuration = Configuration(
            inputDimension: 2, classes: 2, latentDimension: Perceptron.sliceWidth + 8, depth: 1, heads: 1,
            attention: .dilated)
        let output = try Model(random: configuration, seed: 1).forward(FeatureSource([1, 2, 3, 4], width: 2))
        #expect(output.scores[.cls]?.count == 2)
    }

    // MARK: Fixtures

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/dilated")

    private static func model(_ name: String, _ pooling: Configuration.Pooling) throws -> Model {
        try Model(readingFrom: folder.appending(path: "\(name)-\(pooling.rawValue).safetensors").path)
    }

    private static func expected(_ name: String, _ pooling: Configuration.Pooling) throws -> Checkpoint {
        let file = "\(name)-\(pooling.rawValue).expected.safetensors"
        return try Checkpoint(readingFrom: folder.appending(path: file).path)
    }

    /// The first tiles of one bag.
    private static func features(_ tiles: Int) throws -> FeatureSource {
        let stored = try Checkpoint(readingFrom: folder.appending(path: "features.safetensors").path)
        let width = try #require(stored.tensors["features"]?.shape.last)
        return FeatureSource(Array(try stored.floats("features").prefix(tiles * width)), width: width)
    }
}

extension Model {
    /// The last block's first norm and dilated attention, whichever way it is pooled.
    fileprivate func lastBlock() throws -> (LayerNorm, DilatedAttention) {
        switch pooling {
        case .mean:
            let block = try #require(blocks.last)
            return (block.norm1, try #require(block.attention as? DilatedAttention))
        case .classToken(_, let last):
            return (last.norm1, try #require(last.attention as? AttentionReadout<DilatedAttention>).attention)
        }
    }
}
