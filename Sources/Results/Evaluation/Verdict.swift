/// Whether a map explains the prediction: what flipping showed, in words. It says nothing about whether the prediction is right.
public enum Verdict: String, Sendable, Equatable, Codable, CaseIterable {
    /// The tiles with high scores carry the prediction.
    case explains
    /// They carry part of it.
    case explainsInPart = "explains in part"
    /// They do not carry it.
    case doesNotExplain = "does not explain"
    /// Nothing that was removed changed the predicted class, so no map of the slide can be judged.
    case saturated
    /// The model's output does not depend on the tiles, so no map can explain it.
    case ignoresTiles = "ignores tiles"

    /// Judges a map of a prediction that depends on the tiles.
    ///
    /// - Parameter faithfulness: ``ScoreEvaluation/faithfulness``.
    init(faithfulness: Double) {
        self = faithfulness >= 0.5 ? .explains : faithfulness >= 0.2 ? .explainsInPart : .doesNotExplain
    }

    /// The verdict as a sentence without its full stop.
    public var sentence: String {
        switch self {
        case .explains: "this map explains the prediction"
        case .explainsInPart: "this map explains the prediction in part"
        case .doesNotExplain: "this map does not explain the prediction"
        case .saturated: "no verdict: removing tiles in no order changed the predicted class"
        case .ignoresTiles: "no verdict: the model's output does not depend on the tiles"
        }
    }
}
