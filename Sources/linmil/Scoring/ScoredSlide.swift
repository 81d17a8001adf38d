internal import LinMIL
internal import Slides

/// A slide that went through a model: where its tiles are, and what the model says of them.
struct ScoredSlide {
    let tiles: TileGrid
    let model: Model
    let output: Output
    let score: Score

    /// Runs the model on a slide's features.
    init(
        _ features: FeatureFile, _ tiles: TileGrid, _ model: Model, score: Score, threads: Int?
    ) throws {
        (self.tiles, self.model, self.score) = (tiles, model, score)
        output = try model.forward(FeatureSource(features), scores: [score], threads: threads)
    }

    /// One score for each tile, in the order of the features. [tiles]
    var scores: [Float] { output.scores[score] ?? [] }

    /// What must be said of a class token that does not see every tile: how many it sees.
    var sight: String? {
        let seen = model.configuration.tilesSeenByClassToken(of: scores.count)
        guard score == .cls, seen < scores.count else { return nil }
        return "with \(model.configuration.attention.rawValue) attention the class token sees \(seen) of "
            + "\(scores.count) tiles, the others score 0"
    }

    /// What the model says of the slide.
    var prediction: Prediction {
        Prediction(
            classes: model.classNames, predicted: output.predictedClass, probabilities: output.probabilities)
    }
}

extension FeatureSource {
    /// Hands a features file to the model: the only place where the two meet.
    init(_ file: FeatureFile) {
        let element: FeatureElement =
            switch file.element {
            case .float16: .float16
            case .float32: .float32
            case .float64: .float64
            }
        self.init(
            name: file.path, tileCount: file.tileCount, width: file.width, element: element
        ) { rows, buffer in try file.readRows(rows, into: &buffer) }
    }
}
