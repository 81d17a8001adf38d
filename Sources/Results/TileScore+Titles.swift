public import LinMIL

extension TileScore {
    /// What the score speaks for or against; nil for a score that knows no class.
    ///
    /// - Parameter prediction: the model's prediction, which has the names of the classes; nil if it is not known.
    public func subject(_ prediction: Prediction?) -> ScoreSubject? {
        guard isTwoSided else { return nil }
        if prediction?.output == .value { return .value }
        guard let number = classNumber ?? prediction?.predictedClass else { return .predictedClass }
        guard let classes = prediction?.classes, classes.indices.contains(number) else {
            return .class("class \(number)")
        }
        return .class(classes[number])
    }

    /// The name in legends and tables: `CLS attention`, `Relevance for tumor`.
    ///
    /// - Parameter prediction: the model's prediction, which has the names of the classes; nil if it is not known.
    public func title(_ prediction: Prediction? = nil) -> Phrase {
        switch self {
        case .named("attention_scores", nil): return "Attention score"
        case .named(let name, let number): return Phrase("", name: name, number.map { ", class \($0)" } ?? "")
        case .disagreement(let score, let blocks):
            return TileScore.model(score, blocks: blocks).title(prediction).within("Models' disagreement: ")
        case .model(let score, _):
            let subject = subject(prediction) ?? .predictedClass
            switch score.kind {
            case .cls: return Phrase((["CLS attention"] + place).joined(separator: ", "))
            case .attn: return "lin_mil's attn"
            case .rollout: return "Attention rollout"
            case .evidence: return subject.phrase("Evidence for ")
            case .relevance: return subject.phrase("Relevance for ")
            case .single where subject == .value: return "Value for the tile alone"
            case .single: return subject.phrase("Log-odds of ", " for the tile alone")
            case .gradient: return subject.phrase("Gradient x input for ")
            }
        }
    }

    /// The name for columns and measurements, in parts: `cls`; `relevance`, `tumor`; `cls`, `head`, `max`;
    /// `relevance`, `tumor`, `disagreement`.
    ///
    /// - Parameter prediction: the model's prediction, which has the names of the classes; nil if it is not known.
    public func parts(_ prediction: Prediction? = nil) -> [String] {
        if case .disagreement(let score, let blocks) = self {
            return TileScore.model(score, blocks: blocks).parts(prediction) + ["disagreement"]
        }
        return switch subject(prediction) {
        case .class(let name): [self.name, name]
        case .value, .predictedClass: [name]
        case nil: [name] + place.flatMap { $0.split(separator: " ").map(String.init) }
        }
    }

    /// The block, if it is not the last one, and the head, if it is not the mean over all.
    private var place: [String] {
        var place: [String] = []
        if blocks != nil, let block = score?.block { place.append("block \(block)") }
        switch score?.head {
        case .max: place.append("head max")
        case .number(let head): place.append("head \(head)")
        case .mean, nil: break
        }
        return place
    }
}

/// What a score speaks for or against.
public enum ScoreSubject: Sendable, Hashable {
    /// A class, by its name.
    case `class`(String)
    /// The predicted class, whose name is not known.
    case predictedClass
    /// The one number that a model puts out.
    case value

    /// What a positive score does: `speaks for tumor`.
    public var raised: Phrase { self == .value ? "raises the value" : phrase("speaks for ") }
    /// What a negative score does: `speaks against tumor`.
    public var lowered: Phrase { self == .value ? "lowers the value" : phrase("speaks against ") }
    /// What the tiles with the highest positive scores do.
    public var raisedMost: Phrase { self == .value ? "raise the value most" : phrase("speak most strongly for ") }
    /// What the tiles with the lowest negative scores do.
    public var loweredMost: Phrase { self == .value ? "lower the value most" : phrase("speak most strongly against ") }

    /// Puts the subject between words.
    public func phrase(_ before: String, _ after: String = "") -> Phrase {
        switch self {
        case .class(let name): Phrase(before, name: name, after)
        case .predictedClass: Phrase(before + "the predicted class" + after)
        case .value: Phrase(before + "the value" + after)
        }
    }
}
