/// What the forward pass gives for one slide.
public struct Output: Sendable {
    /// The classes' logits. [C]
    public let logits: [Float]
    /// The scores that were asked for, one number for each tile in the order of the features. [tiles]
    public let scores: [Score: [Float]]
    /// What is remarkable about the features.
    public let findings: FeatureFindings

    /// The softmax of the logits. [C]
    public var probabilities: [Float] { Prediction.probabilities(of: logits) }

    /// The index of the class with the largest logit, the first of several.
    public var predictedClass: Int { Prediction.largest(of: logits) }
}
