/// What the forward pass gives for one slide.
public struct Output: Sendable {
    /// The classes' logits, or the one value. [C]
    public let logits: [Float]
    /// What the logits are.
    public let kind: OutputKind
    /// The scores that were asked for, one number for each tile in the order of the features. [tiles]
    public let scores: [Score: [Float]]
    /// What is remarkable about the features.
    public let findings: FeatureFindings

    /// - Parameter kind: what the logits are. If nil, one is a value, and several are classes.
    init(logits: [Float], kind: OutputKind? = nil, scores: [Score: [Float]], findings: FeatureFindings) {
        self.kind = kind ?? .standard(outputs: logits.count)
        (self.logits, self.scores, self.findings) = (logits, scores, findings)
    }

    /// The softmax of the logits, or the sigmoid of the one logit; nil for a value. [C]
    public var probabilities: [Float]? { kind.probabilities(of: logits) }

    /// The index of the class with the largest logit, the first of several; nil for a model with one output.
    public var predictedClass: Int? { kind.predictedClass(of: logits) }
}
