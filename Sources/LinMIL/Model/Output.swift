internal import Glibc

/// What a model says of one slide.
public struct Output: Sendable {
    /// The classes' logits. [C]
    public let logits: [Float]
    /// The scores that were asked for, one for each tile in the order of the features. [tiles]
    public let scores: [Score: [Float]]

    /// The softmax of the logits. [C]
    public var probabilities: [Float] {
        let largest = Double(logits.max() ?? 0)
        let exponentials = logits.map { exp(Double($0) - largest) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { Float($0 / sum) }
    }

    /// The index of the class with the largest logit, the first of several.
    public var predictedClass: Int {
        logits.indices.max { (logits[$0], -$0) < (logits[$1], -$1) } ?? 0
    }
}
