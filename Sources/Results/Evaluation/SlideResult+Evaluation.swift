internal import LinMIL
public import Slides

extension SlideResult {
    /// Measures how far the maps explain the prediction, and keeps what was found in ``evaluation``.
    ///
    ///     var result = try SlideResult(scoring: features, on: tiles, with: model)
    ///     try result.evaluate(on: features, with: model)
    ///     result.evaluation?.scores["cls"]?.verdict
    ///
    /// The probability of one class is followed. Maps that speak of another class are not measured.
    ///
    /// - Parameters:
    ///   - features: the slide that was scored. [tiles, F]
    ///   - model: the model that scored it.
    ///   - explained: the class whose probability is followed, counted from 0; the predicted one where nil.
    ///   - plan: how much is measured.
    ///   - progress: is told the share that is done, from any thread.
    /// - Throws: `ModelError`, `SlideError`.
    public mutating func evaluate(
        on features: FeatureFile, with model: ModelFile, explained: Int? = nil,
        plan: SlideEvaluation.Plan = .quick, threads: Int? = nil, memory: Int? = nil,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws {
        precondition(features.tileCount == tileCount, "\(features.tileCount) features of \(tileCount) tiles")
        guard let prediction else { preconditionFailure("no prediction to explain") }
        let number = explained ?? prediction.predictedClass ?? 0
        let measured = zip(names, maps).filter { [nil, number].contains($1.score.classNumber) }.map { name, map in
            KnownMap(name, scores: map.scores, score: map.score.score)
        }
        evaluation = try SlideEvaluation(
            of: measured, logits: prediction.logits, on: features, with: model, class: number, plan: plan,
            threads: threads, memory: memory, progress: progress)
    }
}
