internal import Files
public import LinMIL
public import Slides

extension SlideResult {
    /// Runs several models on a slide's features, one after the other.
    ///
    /// The prediction is the mean of the models' probabilities, and a score the mean of the models' scores. Where no class
    /// is named, all models explain the class that the mean predicts. One model gives what it gives alone.
    ///
    /// - Parameters:
    ///   - features: the slide's features. [tiles, F]
    ///   - tiles: where the tiles are, in the same order.
    ///   - ensemble: the models to run.
    ///   - scores: the scores to compute for each tile.
    ///   - across: what is made of the models' scores: one map of each score for each, in this order.
    ///   - threads: how many threads to use. If nil, one for each core. The result does not depend on it.
    ///   - memory: how many bytes a pass may take, as in `Model.forward`. The result does not depend on it.
    /// - Throws: `ModelError` if the features do not fit a model, `SlideError` if the features cannot be read,
    ///   `EnsembleError.oneModel` if the disagreement of one model is asked for.
    public init(
        scoring features: FeatureFile, on tiles: TileGrid, with ensemble: Ensemble, scores: [Score],
        across: [AcrossModels] = [.mean], threads: Int? = nil, memory: Int? = nil
    ) throws {
        precondition(!scores.isEmpty && !across.isEmpty, "no score to compute")
        let members = try ensemble.members.map { try $0.computing(scores) }
        let first = members[0]
        guard members.count > 1 else {
            guard !across.contains(.disagreement) else { throw EnsembleError.oneModel(path: first.model.source) }
            try self.init(
                scoring: features, on: tiles, with: first, scores: scores, threads: threads, memory: memory)
            return
        }
        let fingerprint = Fingerprint(of: features.path)
        let part = try SlidePart(of: features, with: members.map(\.model), threads: threads, memory: memory)
        func output(_ member: ModelFile, _ scores: [Score]) throws -> Output {
            try member.model.forward(FeatureSource(features), scores: Set(scores), threads: threads, memory: memory)
        }
        var outputs = try members.map { try output($0, scores) }
        let predictions = outputs.map {
            Prediction(classes: first.model.classNames, logits: $0.logits, output: $0.kind)
        }
        guard let mean = Prediction.mean(of: predictions) else { preconditionFailure("models without a mean") }
        let (named, count) = (scores.map { $0.explaining(mean.predictedClass) }, scores.count * across.count)
        var maps: [[TileMap]] = []
        for (place, member) in members.enumerated() {
            var asked = scores
            // A model that predicts another class has explained that one.
            if asked != named, outputs[place].predictedClass != mean.predictedClass {
                outputs[place] = try output(member, named)
                asked = named
            }
            maps.append(try asked.map { try TileMap($0, of: outputs[place], by: member.model, among: count) })
        }
        let files = try members.map { try $0.file }, labels = SlideEnsemble.labels(files)
        var combined: [TileMap] = []
        for place in scores.indices {
            let own = TileMap.combined(
                maps.map { $0[place] }, across: across, labels: labels, among: count)
            // The predicted class and the same class by its number are one score.
            combined += own.filter { map in !combined.contains { $0.score == map.score } }
        }
        let record = SlideEnsemble(zip(files, predictions).map { ($0, $1) }, mean: mean)
        let configuration = first.model.configuration
        self.init(
            combined, prediction: mean,
            by: Model(
                file: FileReference(labels.joined(separator: ", "), fingerprint: nil), first.model,
                assumesActivation: members.contains { $0.model.assumesActivation }),
            tilesSeen: configuration.tilesSeenByClassToken(of: features.tileCount),
            features: FileReference(features.path, fingerprint: try fingerprint.text()), on: tiles, part,
            warnings: outputs[0].findings.warnings(tiles: features.tileCount, numbers: part?.tiles)
                + [record.warning(mean), first.caution].compactMap(\.self))
        self.ensemble = record
    }
}

extension Score {
    /// The same score of a class, if it speaks of one and none is named.
    fileprivate func explaining(_ number: Int?) -> Score {
        guard kind.speaksOfClass, `class` == nil, let number else { return self }
        var score = self
        score.class = number
        return score
    }
}
