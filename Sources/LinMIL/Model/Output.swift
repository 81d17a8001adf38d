/// What the forward pass gives for one slide.
public struct Output: Sendable {
    /// The classes' logits, or the one value. [C]
    public let logits: [Float]
    /// What the logits are.
    public let kind: OutputKind
    /// The scores that were asked for, one number for each tile in the order of the features. [tiles]
    public let scores: [Score: [Float]]
    /// What the class token and the biases have of a score whose parts add up, by the score that was asked for.
    public let parts: [Score: ScoreParts]
    /// What is remarkable about the features.
    public let findings: FeatureFindings

    /// - Parameter kind: what the logits are. If nil, one is a value, and several are classes.
    init(
        logits: [Float], kind: OutputKind? = nil, scores: [Score: [Float]], parts: [Score: ScoreParts] = [:],
        findings: FeatureFindings
    ) {
        self.kind = kind ?? .standard(outputs: logits.count)
        (self.logits, self.scores, self.parts, self.findings) = (logits, scores, parts, findings)
    }

    /// The softmax of the logits, or the sigmoid of the one logit; nil for a value. [C]
    public var probabilities: [Float]? { kind.probabilities(of: logits) }

    /// The index of the class with the largest logit, the first of several; nil for a model with one output.
    public var predictedClass: Int? { kind.predictedClass(of: logits) }

    /// Returns the log-odds of a class, `z_c - log sum over the others of exp(z_k)`; the one output itself if there is one.
    public func logOdds(of class: Int) -> Float { Float(LogOdds(of: `class`, logits: logits).value) }
}

/// What a score's sum is made of besides the tiles, where the parts add up: `sum of scores + classToken + biases = target`.
public struct ScoreParts: Sendable, Equatable, Codable {
    /// The class token's own part; 0 for a model without one.
    public var classToken: Float
    /// The part that the biases take: each bias times its derivative, summed by itself.
    public var biases: Float
    /// What all parts add up to.
    public var target: Float

    /// Names the parts.
    public init(classToken: Float, biases: Float, target: Float) {
        (self.classToken, self.biases, self.target) = (classToken, biases, target)
    }
}
