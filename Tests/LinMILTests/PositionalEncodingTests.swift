import Foundation
import Testing

@testable import LinMIL

/// Positional encoding against the package's own hook (Fixtures/positions/make_positions.py), and bags in batches.
@Suite struct PositionalEncodingTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/positions")
    /// The fixture's encodings; `warped` is there to be one that the library does not have.
    static let encodings: [String: PositionalEncoding] = [
        "sinusoidal": .sinusoidal(tileSide: 512),
        "warped": PositionalEncoding { tile, origin in
            for channel in tile.indices {
                tile[channel] = tile[channel] * Float(1 + origin.x / 65536) - Float(origin.y / 32768)
            }
        },
    ]

    private func expected(_ pooling: Configuration.Pooling) throws -> Checkpoint {
        try Checkpoint(readingFrom: Self.folder.appending(path: "\(pooling.rawValue).expected.safetensors").path)
    }

    private func model(_ pooling: Configuration.Pooling) throws -> Model {
        try Model(readingFrom: Self.folder.appending(path: "\(pooling.rawValue).safetensors").path)
    }

    private func features(_ expected: Checkpoint) throws -> FeatureSource {
        let coords = try expected.floats("coords")
        let origins = stride(from: 0, to: coords.count, by: 2).map {
            SIMD2(Double(coords[$0]), Double(coords[$0 + 1]))
        }
        return FeatureSource(try expected.floats("features"), width: 6, coordinates: origins)
    }

    @Test(arguments: Configuration.Pooling.allCases, encodings.keys.sorted())
    func `logits and attention equal those of the package with the same pos_enc`(
        pooling: Configuration.Pooling, name: String
    ) throws {
        let expected = try expected(pooling)
        var model = try model(pooling)
        model.positionalEncoding = Self.encodings[name]
        let output = try model.forward(try features(expected), scores: [.attn], threads: 2)
        try expectClose(output.logits, expected.floats("\(name).logits"), "logits")
        try expectClose(try #require(output.scores[.attn]), expected.floats("\(name).attn"), "attn")
    }

    @Test func `coordinates change nothing in a model without an encoding`() throws {
        let (model, expected) = (try model(.cls), try expected(.cls))
        let without = FeatureSource(try expected.floats("features"), width: 6)
        #expect(try model.forward(features(expected)).logits == model.forward(without).logits)
    }

    @Test func `features without coordinates are refused by a model with an encoding`() throws {
        var model = try model(.cls)
        model.positionalEncoding = .sinusoidal(tileSide: 256)
        let features = FeatureSource([Float](repeating: 1, count: 12), width: 6, name: "slide.h5")
        let error = #expect(throws: ModelError.noCoordinates(features: "slide.h5")) { try model.forward(features) }
        #expect(error?.description.hasPrefix("slide.h5: ") == true)
    }

    @Test func `what an encoding throws reaches the caller`() throws {
        struct Unknown: Error {}
        var model = try model(.mean)
        model.positionalEncoding = PositionalEncoding { _, _ in throw Unknown() }
        #expect(throws: Unknown.self) { try model.forward(features(expected(.mean)), scores: []) }
    }

    @Test func `a batch gives each bag what it gets alone, whatever their sizes`() throws {
        let (model, expected) = (try model(.cls), try expected(.cls))
        let values = try expected.floats("features")
        let bags = [200, 1, 37].map { FeatureSource(Array(values[..<($0 * 6)]), width: 6) }
        let outputs = try model.forward(bags, scores: [.cls, .attn], threads: 2)
        #expect(outputs.map { $0.scores[.cls]?.count } == [200, 1, 37])
        for (bag, output) in zip(bags, outputs) {
            let alone = try model.forward(bag, scores: [.cls, .attn], threads: 1)
            #expect(output.logits == alone.logits && output.scores == alone.scores)
        }
        #expect(try model.forward([]).isEmpty)
    }

    @Test func `a bag that fails is named`() throws {
        let bags = [
            FeatureSource([Float](repeating: 1, count: 6), width: 6, name: "first.h5"),
            FeatureSource([], width: 6, name: "second.h5"),
        ]
        #expect(throws: ModelError.noTiles(features: "second.h5")) { try model(.cls).forward(bags) }
    }

    @Test(arguments: Configuration.Pooling.allCases)
    func `relevance adds up with an encoding, which counts as a bias`(pooling: Configuration.Pooling) throws {
        let configuration = Configuration(
            inputDimension: 6, classes: 2, latentDimension: 16, depth: 2, heads: 2, pooling: pooling)
        var model = try Model(random: configuration, seed: 4)
        let features = FeatureSource(
            (0..<200 * 6).map { Float(($0 * 7919) % 1009) / 500 - 1 }, width: 6,
            coordinates: (0..<200).map { SIMD2(Double($0 % 20) * 256, Double($0 / 20) * 256) })
        let without = try #require(try model.forward(features, scores: [.relevance]).parts[.relevance])
        model.positionalEncoding = .sinusoidal(tileSide: 256)
        let output = try model.forward(features, scores: [.relevance], threads: 1)
        let parts = try #require(output.parts[.relevance])
        let sum = try #require(output.scores[.relevance]).reduce(0, +) + parts.classToken + parts.biases
        #expect(abs(sum - parts.target) < 1e-5 * max(1, abs(parts.target)))
        #expect(abs(parts.biases - without.biases) > 1e-4, "the encoding has its part")
    }

}
