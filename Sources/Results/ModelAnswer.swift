package import LinMIL

/// What a model says of a slide's tiles, wherever they are on the slide.
///
/// A `SlideResult` is this and the tiles. A program that holds the features in memory may know the tiles' places later, or not at
/// all.
package struct ModelAnswer: Sendable, Equatable {
    /// The model.
    package let model: SlideResult.Model
    package let prediction: Prediction
    /// The scores of all tiles, a map for each. Never empty.
    package let maps: [TileMap]
    /// How many tiles the class token sees.
    package let tilesSeen: Int
    /// What a person should know of the features, a sentence each.
    package let warnings: [String]

    package init(
        model: SlideResult.Model, prediction: Prediction, maps: [TileMap], tilesSeen: Int, warnings: [String]
    ) {
        (self.model, self.prediction, self.maps) = (model, prediction, maps)
        (self.tilesSeen, self.warnings) = (tilesSeen, warnings)
    }

    /// Runs a model on a slide's features, once for all scores.
    ///
    /// - Parameters:
    ///   - features: the features. [tiles, F]
    ///   - model: the model to run.
    ///   - scores: the scores to compute for each tile. One that comes twice, as with the predicted class and the same class by
    ///     its number, is kept once.
    ///   - numbers: the tiles' places in the features file; nil if the model sees all of them.
    ///   - threads: how many threads to use, as in `Model.forward`.
    ///   - memory: how many bytes the pass may take, as in `Model.forward`.
    ///   - progress: is told how far the pass is, as in `Model.forward`.
    /// - Throws: `ModelError` if the features do not fit the model, and what reading or `progress` throws.
    package init(
        to features: FeatureSource, by model: ModelFile, scores: [Score], numbers: [Int]? = nil, threads: Int? = nil,
        memory: Int? = nil, progress: (@Sendable (Double) throws -> Void)? = nil
    ) throws {
        precondition(!scores.isEmpty, "no score to compute")
        let model = try model.computing(scores)
        let output = try model.model.forward(
            features, scores: Set(scores), threads: threads, memory: memory, progress: progress)
        var maps: [TileMap] = []
        for score in scores {
            let map = try TileMap(score, of: output, by: model.model, among: scores.count)
            if !maps.contains(where: { $0.score == map.score }) { maps.append(map) }
        }
        self.init(
            model: SlideResult.Model(
                file: try model.file, model.model, assumesActivation: model.model.assumesActivation),
            prediction: Prediction(classes: model.model.classNames, logits: output.logits, output: output.kind),
            maps: maps,
            tilesSeen: model.model.configuration.tilesSeenByClassToken(of: features.tileCount),
            warnings: output.findings.warnings(tiles: features.tileCount, numbers: numbers)
                + [model.caution].compactMap(\.self))
    }

    /// The maps' names, as in `SlideResult`.
    package var names: [String] { ScoreNames(maps.map(\.score)).names }
}
