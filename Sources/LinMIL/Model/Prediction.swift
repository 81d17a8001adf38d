/// What a model says of a slide as a whole.
public struct Prediction: Sendable, Equatable {
    /// The classes' names, in the order of the logits. [C]
    public let classes: [String]
    /// One number for each class, or the one value. [C]
    public let logits: [Float]
    /// What the logits are.
    public let output: OutputKind
    /// The softmax of the logits, or the sigmoid of the one logit; nil for a value. [C]
    public let probabilities: [Float]?
    /// The index of the class with the largest logit, the first of several; nil for a model with one output.
    public let predictedClass: Int?

    /// Derives probabilities and the predicted class from the logits. classes [C], logits [C]
    ///
    /// - Parameter output: what the logits are. If nil, one is a value, and several are classes.
    public init(classes: [String], logits: [Float], output: OutputKind? = nil) {
        let output = output ?? .standard(outputs: logits.count)
        precondition(
            classes.count == logits.count && output.fits(outputs: logits.count),
            "\(classes.count) classes for \(logits.count) logits that are read as \(output.rawValue)")
        (self.classes, self.logits, self.output) = (classes, logits, output)
        probabilities = output.probabilities(of: logits)
        predictedClass = output.predictedClass(of: logits)
    }

    /// Takes a prediction as a file holds it; nil if the file lacks a fact that this kind of output has.
    ///
    /// Versions up to 0.3.0 took the softmax of one output. What they wrote of it is left out: a value has neither.
    ///
    /// - Parameter output: what the logits are. If nil, one is a value, and several are classes.
    public init?(
        classes: [String], logits: [Float], output: OutputKind?, probabilities: [Float]?, predictedClass: Int?
    ) {
        let output = output ?? .standard(outputs: logits.count)
        (self.classes, self.logits, self.output) = (classes, logits, output)
        (self.probabilities, self.predictedClass) =
            switch output {
            case .classes: (probabilities, predictedClass)
            case .sigmoid: (probabilities, nil)
            case .value: (nil, nil)
            }
        if output != .value, probabilities == nil { return nil }
        if output == .classes, predictedClass == nil { return nil }
    }

    /// The name of the predicted class; nil for a model with one output.
    public var name: String? { predictedClass.map { classes[$0] } }
    /// The probability of the predicted class, or of the one class; nil for a value.
    public var probability: Float? { probabilities.flatMap { $0.isEmpty ? nil : $0[predictedClass ?? 0] } }
    /// The number that a model with one output puts out; nil for classes.
    public var value: Float? { output == .classes ? nil : logits.first }
    /// The sigmoid of the one logit; nil unless the user says that the output is one.
    package var sigmoid: Float? { output == .sigmoid ? probabilities?.first : nil }

    /// The prediction as people say it.
    package enum Answer: Sendable, Equatable {
        /// The predicted class.
        case predicted(String, probability: Float)
        /// The one output.
        case value(Float)
        /// The probability of the one class, if its logit is what the user says it is.
        case sigmoid(String, probability: Float)
    }

    /// The prediction as people say it.
    package var answer: Answer {
        switch output {
        case .classes: .predicted(name ?? "", probability: probability ?? .nan)
        case .value: .value(value ?? .nan)
        case .sigmoid: .sigmoid(classes.first ?? "", probability: probability ?? .nan)
        }
    }

    /// What a file states as the kind of output; nil for classes, which need no word.
    package var statedOutput: OutputKind? { output == .classes ? nil : output }

    /// What does not fit together, if anything: a prediction may come from a file. nil where all fits.
    package var fault: String? {
        guard classes.count == logits.count, probabilities.map({ $0.count == classes.count }) ?? true,
            predictedClass.map(classes.indices.contains) ?? true
        else {
            return "\(classes.count) classes, \(logits.count) logits, \(probabilities?.count ?? 0) probabilities"
                + (predictedClass.map { ", predictedClass \($0)" } ?? "")
        }
        guard output.fits(outputs: logits.count) else {
            return "an output of the kind '\(output.rawValue)' with \(logits.count) logits"
        }
        if let logit = logits.first(where: { !$0.isFinite }) { return "a logit of \(logit)" }
        if let probability = probabilities?.first(where: { !(0...1).contains($0) }) {
            return "a probability of \(probability)"
        }
        return nil
    }
}

extension Prediction: Codable {
    private enum CodingKeys: CodingKey { case classes, logits, output, probabilities, predictedClass }

    /// Decodes a prediction of this or an older version.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let prediction = Prediction(
            classes: try fields.decode([String].self, forKey: .classes),
            logits: try fields.decode([Float].self, forKey: .logits),
            output: try fields.decodeIfPresent(OutputKind.self, forKey: .output),
            probabilities: try fields.decodeIfPresent([Float].self, forKey: .probabilities),
            predictedClass: try fields.decodeIfPresent(Int.self, forKey: .predictedClass))
        guard let prediction else {
            throw DecodingError.dataCorruptedError(
                forKey: .probabilities, in: fields, debugDescription: "a prediction of classes without probabilities")
        }
        self = prediction
    }

    /// Encodes what there is. A fact that a model with one output does not have is null.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(classes, forKey: .classes)
        try fields.encode(logits, forKey: .logits)
        try fields.encodeIfPresent(statedOutput, forKey: .output)
        try fields.encode(probabilities, forKey: .probabilities)
        try fields.encode(predictedClass, forKey: .predictedClass)
    }
}
