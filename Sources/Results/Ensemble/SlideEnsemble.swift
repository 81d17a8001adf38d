package import LinMIL
internal import Slides

/// What each of several models says of a slide, and how many agree with their mean.
public struct SlideEnsemble: Sendable, Equatable, Codable {
    /// One model.
    public struct Member: Sendable, Equatable, Codable {
        /// The checkpoint.
        public let file: FileReference
        /// Its logits, or its one value. [C]
        public let logits: [Float]
        /// Its probabilities; nil for a value. [C]
        public let probabilities: [Float]?
        /// The class that it predicts; nil for a model with one output.
        public let predictedClass: Int?
    }

    /// The models, in the order in which they were given.
    public let models: [Member]
    /// How many models predict the class that their mean predicts; nil for models with one output.
    public let agreeing: Int?

    /// Notes what each model says.
    ///
    /// - Parameter mean: the prediction of all.
    init(_ members: [(file: FileReference, prediction: Prediction)], mean: Prediction) {
        models = members.map { file, prediction in
            Member(
                file: file, logits: prediction.logits, probabilities: prediction.probabilities,
                predictedClass: prediction.predictedClass)
        }
        agreeing = mean.predictedClass.map { number in members.count { $0.prediction.predictedClass == number } }
    }

    init(models: [Member], agreeing: Int?) { (self.models, self.agreeing) = (models, agreeing) }

    /// The models' names, each its own: `fold0.pt`; `model.pt (2)` for the second of several files of one name.
    public var labels: [String] { Self.labels(models.map(\.file)) }

    static func labels(_ files: [FileReference]) -> [String] {
        files.indices.map { place in
            let name = files[place].name
            guard files.count(where: { $0.name == name }) > 1 else { return name }
            return "\(name) (\(files[...place].count { $0.name == name }))"
        }
    }

    /// What each model says, with the classes of their mean; empty if there is none.
    package func predictions(as mean: Prediction?) -> [Prediction] {
        guard let mean else { return [] }
        return models.compactMap { model in
            Prediction(
                classes: mean.classes, logits: model.logits, output: mean.output, probabilities: model.probabilities,
                predictedClass: model.predictedClass)
        }
    }

    /// How many models agree, in a few words: `4 of 5 models predict tumor`; `mean of 5 models` for models with one output.
    package func summary(_ mean: Prediction?) -> Phrase {
        guard let agreeing, let name = mean?.name else { return Phrase("mean of \(models.count) models") }
        return Phrase("\(agreeing) of \(models.count) models predict ", name: name)
    }

    /// A warning if models predict another class than their mean; nil if none does.
    func warning(_ mean: Prediction) -> String? {
        guard let agreeing, agreeing < models.count, let expected = mean.predictedClass else { return nil }
        let others = zip(labels, models).compactMap { label, model in
            model.predictedClass.flatMap { $0 == expected ? nil : "\(printable(label)) \(printable(mean.classes[$0]))" }
        }
        return "\(models.count - agreeing) of \(models.count) models predict another class than their mean, "
            + "\(printable(mean.classes[expected])): \(others.joined(separator: ", "))"
    }

    /// What does not fit together, if anything: the facts may come from a file.
    ///
    /// - Parameter agreements: how alike the models' maps are.
    package func fault(_ mean: Prediction?, agreements: [RankAgreement]) -> String? {
        guard let mean else { return "an ensemble and no prediction" }
        guard models.count > 1 else { return "an ensemble of \(models.count) models" }
        if let agreeing, !(0...models.count).contains(agreeing) {
            return "\(agreeing) of \(models.count) models that agree"
        }
        let predictions = predictions(as: mean)
        guard predictions.count == models.count else {
            return "a model of an ensemble without a fact of its prediction"
        }
        if let fault = predictions.lazy.compactMap(\.fault).first { return "a model of an ensemble with \(fault)" }
        return agreements.allSatisfy { $0.isPlausible(models: models.count) }
            ? nil : "rank correlations that are not those of \(models.count) models"
    }
}

extension Prediction {
    /// Returns what models say together: the mean of their probabilities and of their logits, each computed in double
    /// precision, and the class with the largest mean probability, the first of several.
    ///
    /// The probabilities are not the softmax of the mean logits. The mean of probabilities is the rule of deep ensembles
    /// (Lakshminarayanan et al., arXiv 1612.01474).
    static func mean(of predictions: [Prediction]) -> Prediction? {
        guard let first = predictions.first else { return nil }
        func mean(_ lists: [[Float]]) -> [Float] { TileMap.mean(of: lists) }
        let probabilities = predictions.compactMap(\.probabilities)
        let means = probabilities.count == predictions.count ? mean(probabilities) : nil
        let largest = means?.indices.max { (means?[$0] ?? 0, -$0) < (means?[$1] ?? 0, -$1) }
        return Prediction(
            classes: first.classes, logits: mean(predictions.map(\.logits)), output: first.output, probabilities: means,
            predictedClass: largest)
    }
}
