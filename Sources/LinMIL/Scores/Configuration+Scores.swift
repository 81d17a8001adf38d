extension Configuration {
    /// The scores that exist for such a model.
    public var scores: [Score.Kind] { Score.Kind.allCases.filter { missing($0) == nil } }

    /// Returns why a model of this kind does not have a score; nil if it has it.
    func missing(_ kind: Score.Kind) -> MissingScore? {
        switch kind {
        case .cls, .evidence: pooling == .cls ? nil : .noClassToken
        case .attn: attention.hasPackageAttention ? nil : .notInPackage(attention)
        case .single: attention == .dilated && pooling == .cls ? .unseenAlone : nil
        case .rollout, .relevance, .gradient: nil
        }
    }

    /// Returns why a score cannot be computed; nil if it can.
    ///
    /// - Parameter path: the checkpoint, for the message.
    func fault(of score: Score, path: String) -> ModelError? {
        if let reason = missing(score.kind) {
            return .noScore(path: path, score.kind, reason, exist: scores)
        }
        if let number = score.class {
            guard score.kind.speaksOfClass else { return .classlessScore(path: path, score.kind) }
            guard (0..<classes).contains(number) else {
                return .outOfRange(path: path, what: .class, found: number, count: classes)
            }
        }
        if let block = score.block {
            guard score.kind.hasBlocks else { return .blocklessScore(path: path, score.kind) }
            guard (0..<depth).contains(block) else {
                return .outOfRange(path: path, what: .block, found: block, count: depth)
            }
        }
        guard score.kind.hasBlocks || score.head == .mean else { return .blocklessScore(path: path, score.kind) }
        if case .number(let head) = score.head, !(0..<heads).contains(head) {
            return .outOfRange(path: path, what: .head, found: head, count: heads)
        }
        return nil
    }
}

/// Why a kind of model does not have a score.
public enum MissingScore: Equatable, Sendable {
    /// It pools by mean, and the score is the class token's.
    case noClassToken
    /// The published package returns none for this mechanism.
    case notInPackage(Configuration.Attention)
    /// The class token of dilated attention does not see a tile that is alone, so every tile would get the same number.
    case unseenAlone

    /// The reason as a clause about the model.
    func clause(_ kind: Score.Kind) -> String {
        switch self {
        case .noClassToken: "this model pools by mean and has no class token, so it has no '\(kind.rawValue)' score"
        case .unseenAlone:
            "with dilated attention this model's class token does not see a tile that is alone, so '\(kind.rawValue)' would "
                + "be the same for every tile"
        case .notInPackage(let attention):
            "this model has \(attention.rawValue) attention, for which lin_mil returns no '\(kind.rawValue)'"
        }
    }
}

/// What a score counts from 0.
public enum ScorePart: String, Sendable {
    /// A class of the model.
    case `class`
    /// A transformer block.
    case block
    /// An attention head.
    case head

    var plural: String { self == .class ? "classes" : rawValue + "s" }
}
