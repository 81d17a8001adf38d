/// What a model says of a slide as a whole.
public struct Prediction: Sendable, Equatable, Codable {
    /// The classes' names, in the order of the logits. [C]
    public let classes: [String]
    /// One number for each class. [C]
    public let logits: [Float]
    /// The softmax of the logits. [C]
    public let probabilities: [Float]
    /// The index of the class with the largest logit, the first of several.
    public let predictedClass: Int

    /// Derives probabilities and the predicted class from the logits. classes [C], logits [C]
    public init(classes: [String], logits: [Float]) {
        self.init(
            classes: classes, logits: logits, probabilities: Self.probabilities(of: logits),
            predictedClass: Self.largest(of: logits))
    }

    /// Takes a prediction as a file holds it.
    public init(classes: [String], logits: [Float], probabilities: [Float], predictedClass: Int) {
        (self.classes, self.logits) = (classes, logits)
        (self.probabilities, self.predictedClass) = (probabilities, predictedClass)
    }

    /// The name of the predicted class.
    public var name: String { classes[predictedClass] }
    /// The probability of the predicted class.
    public var probability: Float { probabilities[predictedClass] }

    /// What does not fit together, if anything: a prediction may come from a file. nil where all fits.
    package var fault: String? {
        guard classes.count == probabilities.count, classes.count == logits.count,
            classes.indices.contains(predictedClass)
        else {
            return "\(classes.count) classes, \(logits.count) logits, \(probabilities.count) probabilities, "
                + "predictedClass \(predictedClass)"
        }
        if let logit = logits.first(where: { !$0.isFinite }) { return "a logit of \(logit)" }
        if let probability = probabilities.first(where: { !(0...1).contains($0) }) {
            return "a probability of \(probability)"
        }
        return nil
    }

    /// Returns `exp(z_c) / sum_k exp(z_k)`, computed in double precision. [C] -> [C]
    static func probabilities(of logits: [Float]) -> [Float] { softmax(logits.map(Double.init)).map { Float($0) } }

    /// Returns the index of the largest number, the first of several.
    static func largest(of logits: [Float]) -> Int {
        logits.indices.max { (logits[$0], -$0) < (logits[$1], -$1) } ?? 0
    }
}
