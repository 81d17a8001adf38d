/// What the numbers are that a model's head puts out. A checkpoint does not record it.
///
///     let model = try Model(readingFrom: "grade.pt", output: .sigmoid)  // trained with BCEWithLogitsLoss
///     try model.forward(features).probabilities  // [1]
public enum OutputKind: String, Sendable, Codable, CaseIterable {
    /// One logit for each of two or more classes. Their softmax gives the probabilities.
    case classes
    /// One number that stands for itself, such as a risk or an age. It has no probability and predicts no class: the
    /// softmax of one number is 1, whatever the model says.
    case value
    /// The logit of one class, whose probability is its sigmoid. Nothing but the user's word says so.
    case sigmoid

    /// Returns what a head of this many outputs puts out if nobody says it: classes, or one value.
    package static func standard(outputs: Int) -> OutputKind { outputs == 1 ? .value : .classes }

    /// Whether a head of this many outputs can be read like this.
    package func fits(outputs: Int) -> Bool { self == .classes ? outputs > 1 : outputs == 1 }

    /// Returns the probabilities of the classes; nil for a value. [C] -> [C]
    ///
    /// They are computed in double precision. The corresponding PyTorch lines are `logits.softmax(-1)` and
    /// `logits.sigmoid()`.
    package func probabilities(of logits: [Float]) -> [Float]? {
        switch self {
        case .classes: softmax(logits.map(Double.init)).map { Float($0) }
        case .value: nil
        case .sigmoid: logits.map { Float(1 / (1 + Elementary.exp(-Double($0)))) }
        }
    }

    /// Returns the index of the largest logit, the first of several; nil unless there are classes to choose from.
    package func predictedClass(of logits: [Float]) -> Int? {
        guard self == .classes else { return nil }
        return logits.indices.max { (logits[$0], -$0) < (logits[$1], -$1) }
    }
}
