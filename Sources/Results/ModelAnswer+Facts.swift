package import LinMIL

extension ModelAnswer {
    /// An answer without its scores, for another process or another language, as JSON.
    package struct Facts: Codable, Sendable {
        /// A map without its scores.
        package struct Map: Codable, Sendable {
            /// The map's own name among all.
            package let name: String
            package let score: TileScore
            package let parts: ScoreParts?
            package let logOdds: Float?
            package let warnings: [String]
        }

        package let model: ModelFacts
        package let prediction: Prediction
        package let maps: [Map]
        package let tilesSeen: Int
        package let warnings: [String]
    }

    /// The model, as in `SlideResult.Model`.
    package struct ModelFacts: Codable, Sendable {
        package let name: String
        package let fingerprint: String?
        package let attention: String
        package let pooling: String
        package let activation: String?
        package let assumesActivation: Bool
        package let precision: Precision
    }

    /// Everything but the scores.
    package var facts: Facts {
        Facts(
            model: ModelFacts(
                name: model.file.name, fingerprint: model.file.fingerprint, attention: model.attention,
                pooling: model.pooling, activation: model.activation, assumesActivation: model.assumesActivation,
                precision: model.precision),
            prediction: prediction,
            maps: zip(names, maps).map { name, map in
                Facts.Map(
                    name: name, score: map.score, parts: map.parts, logOdds: map.logOdds, warnings: map.warnings)
            },
            tilesSeen: tilesSeen, warnings: warnings)
    }

    /// Puts one map of an answer together again.
    ///
    /// - Parameters:
    ///   - map: which of the maps, counted from 0.
    ///   - scores: its scores. [tiles]
    package init(_ facts: Facts, map: Int, scores: [Float]) {
        let (model, known) = (facts.model, facts.maps[map])
        self.init(
            model: SlideResult.Model(
                file: FileReference(model.name, fingerprint: model.fingerprint), attention: model.attention,
                pooling: model.pooling, activation: model.activation, assumesActivation: model.assumesActivation,
                precision: model.precision),
            prediction: facts.prediction,
            maps: [
                TileMap(
                    known.score, scores: scores, parts: known.parts, logOdds: known.logOdds, warnings: known.warnings)
            ],
            tilesSeen: facts.tilesSeen, warnings: facts.warnings)
    }
}
