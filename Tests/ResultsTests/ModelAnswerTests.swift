import Foundation
import LinMIL
import Slides
import Testing

@testable import Results

/// What a model says of tiles, apart from where they are.
@Suite struct `A model's answer` {
    private static let maps = [
        TileMap(.model(Score(.cls, block: 3)), scores: [0.5, 0.25, 0.125]),
        TileMap(
            .model(Score(.relevance, class: 1)), scores: [-1, 2e-7, 3],
            parts: ScoreParts(classToken: 0.1, biases: 2, target: 4.1),
            logOdds: 4.25, warnings: ["one; \"two\""]),
    ]
    private static let answer = ModelAnswer(
        model: SlideResult.Model(
            file: FileReference("m.pt", fingerprint: "sha256:0"), attention: "nystrom", pooling: "cls",
            activation: "GeLU",
            precision: .bfloat16),
        prediction: Prediction(classes: ["normal", "tumör"], logits: [-1.5, 0.1]), maps: maps, tilesSeen: 2,
        warnings: ["ü"])

    @Test(arguments: maps.indices) func `is the same after it was JSON, but for the other maps`(map: Int) throws {
        let facts: ModelAnswer.Facts = try jsonValue(from: Array(try jsonText(Self.answer.facts).utf8))
        let read = ModelAnswer(facts, map: map, scores: Self.maps[map].scores)
        #expect(facts.maps.map(\.name) == ["cls", "relevance"] && Self.answer.names == ["cls", "relevance"])
        #expect(
            read
                == ModelAnswer(
                    model: Self.answer.model, prediction: Self.answer.prediction, maps: [Self.maps[map]], tilesSeen: 2,
                    warnings: ["ü"]))
    }

    @Test func `joined with tiles is a result`() throws {
        let tiles = try TileGrid(origins: [[0, 0], [512, 0], [0, 512]], side: 512, slideSize: nil, path: "slide.h5")
        let result = SlideResult(Self.answer, features: FileReference("slide.h5", fingerprint: nil), on: tiles)
        #expect(result.names == ["cls", "relevance"] && result.maps == Self.maps)
        // `cls` is 0 for tiles that the class token does not see, so their number is said.
        #expect(result.tilesSeen == 2)
        #expect(result.prediction == Self.answer.prediction && result.allWarnings == ["ü", "one; \"two\""])
        #expect(result.origins == tiles.origins && result.tileSide == 512)
    }
}
