import Foundation
import Testing

@testable import LinMIL

/// A model, one bag, and what all scores of the bag must be (Fixtures/scores/make_scores.py).
struct ScoreFixture: Sendable, CustomTestStringConvertible {
    /// The name of the model, the pooling, the number of tiles and, for linear attention, the activation.
    let name: String

    var testDescription: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/scores")
    private static let suffix = ".expected.safetensors"

    /// All that are in the folder.
    static let all = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(suffix) }.sorted().map { ScoreFixture(name: String($0.dropLast(suffix.count))) }
    /// Those of models with a class token.
    static let withClassToken = all.filter { $0.name.contains("-cls-") }

    /// Those of models for which a tile alone is not unseen.
    static let withTilesAlone = all.filter { !($0.name.hasPrefix("dilated") && $0.name.contains("-cls-")) }

    func read() throws -> (model: Model, features: FeatureSource, expected: Checkpoint) {
        let expected = try Checkpoint(readingFrom: Self.folder.appending(path: name + Self.suffix).path)
        let recorded = try #require(expected.metadata["model"]).split(separator: " ")
        try #require(recorded.count == 2)
        let path = Self.folder.appending(path: "\(recorded[0]).safetensors").path
        let activation: Activation = try #require(Activation(named: String(recorded[1])))
        var model = try Model(readingFrom: path, activation: activation)
        var coordinates: [SIMD2<Double>]?
        if expected.tensors["coords"] != nil {
            coordinates = try expected.rows("coords").map { SIMD2(Double($0[0]), Double($0[1])) }
            model.positionalEncoding = .sinusoidal(tileSide: 512)
        }
        let width = try #require(expected.tensors["features"]?.shape.last)
        return (
            model, FeatureSource(try expected.floats("features"), width: width, coordinates: coordinates), expected
        )
    }

    /// Runs the model for a score of every class. -> the output, and the score's expected numbers by class. [C] of [N]
    func run(_ kind: Score.Kind) throws -> (output: Output, expected: [[Float]]) {
        let (model, features, expected) = try read()
        let scores = (0..<model.configuration.classes).map { Score(kind, class: $0) }
        let output = try model.forward(features, scores: Set(scores), threads: 2)
        let rows = try expected.rows(kind.rawValue)
        #expect(rows.count == scores.count)
        return (output, rows)
    }
}

extension Checkpoint {
    /// A tensor by its rows. [..., columns] -> [rows] of [columns]
    func rows(_ name: String) throws -> [[Float]] {
        let columns = try #require(tensors[name]?.shape.last)
        let values = try floats(name)
        return stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) }
    }
}
