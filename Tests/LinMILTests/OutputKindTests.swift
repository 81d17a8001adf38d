import Foundation
import LinMIL
import Testing

@Suite struct `A model with one output` {
    private static func checkpoint(classes: Int) -> Checkpoint {
        Checkpoint(
            random: Configuration(inputDimension: 4, classes: classes, latentDimension: 16, depth: 1), seed: 3)
    }

    private static let features = FeatureSource((0..<20).map { Float($0) / 10 }, width: 4)

    @Test func `gives a value, without probability and class`() throws {
        let model = try Model(Self.checkpoint(classes: 1))
        let output = try model.forward(Self.features)
        #expect(model.output == .value && output.kind == .value && output.logits.count == 1)
        #expect(output.probabilities == nil && output.predictedClass == nil)
        let prediction = Prediction(classes: model.classNames, logits: output.logits)
        #expect(prediction.value == output.logits[0])
        #expect(prediction.name == nil && prediction.probability == nil && prediction.fault == nil)
    }

    @Test func `gives a probability if the caller says that it is a logit`() throws {
        let value = try Model(Self.checkpoint(classes: 1)).forward(Self.features, scores: [.cls])
        let model = try Model(Self.checkpoint(classes: 1), output: .sigmoid)
        let output = try model.forward(Self.features, scores: [.cls])
        #expect(output.logits == value.logits && output.scores == value.scores)
        #expect(output.probabilities == [Float(1 / (1 + exp(-Double(value.logits[0]))))])
        #expect(output.predictedClass == nil && model.classNames == ["class 1"])
    }

    /// The numbers are those of `torch.tensor(x, dtype=torch.float64).sigmoid()`.
    @Test(
        arguments: [
            (0, 0.5), (4.31, 0.9867445178), (-3.69, 0.024363592955), (-1000, 0), (1000, 1), (-88, 6.054601895e-39),
        ] as [(Float, Double)]) func `has the sigmoid of PyTorch`(logit: Float, expected: Double) throws
    {
        let found = try #require(Prediction(classes: ["a"], logits: [logit], output: .sigmoid).probability)
        #expect(abs(Double(found) - expected) <= 1e-6 * expected)
    }

    @Test(arguments: [(3, OutputKind.sigmoid), (2, .value), (1, .classes)])
    func `is not what another number of outputs is`(count: Int, kind: OutputKind) {
        let checkpoint = Self.checkpoint(classes: count)
        #expect(throws: ModelError.otherOutputs(path: checkpoint.path, found: count, kind)) {
            try Model(checkpoint, output: kind)
        }
    }

    @Test(arguments: [OutputKind.value, .sigmoid, .classes]) func `is the same after a file`(kind: OutputKind) throws {
        let count = kind == .classes ? 3 : 1
        let prediction = Prediction(
            classes: (0..<count).map { "c\($0)" }, logits: (0..<count).map { Float($0) - 0.5 }, output: kind)
        let bytes = try JSONEncoder().encode(prediction)
        #expect(try JSONDecoder().decode(Prediction.self, from: bytes) == prediction)
        let fields = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        #expect(fields["probabilities"] is NSNull == (kind == .value))
        #expect(fields["predictedClass"] is NSNull == (kind != .classes))
        #expect(fields["output"] as? String == (kind == .classes ? nil : kind.rawValue))
    }

    @Test func `is a value in a record of version 0.3.0`() throws {
        let text = #"{"classes":["class 0"],"logits":[-3.69],"predictedClass":0,"probabilities":[1]}"#
        let prediction = try JSONDecoder().decode(Prediction.self, from: Data(text.utf8))
        #expect(prediction == Prediction(classes: ["class 0"], logits: [-3.69], output: .value))
    }

    @Test(arguments: [
        (#""output":"sigmoid","logits":[1,2],"probabilities":[0.5,0.5]"#, "'sigmoid' with 2 logits"),
        (#""output":"value","logits":[1,2]"#, "'value' with 2 logits"),
        (#""output":"classes","logits":[1],"probabilities":[1],"predictedClass":0"#, "'classes' with 1 logits"),
        (#""output":"sigmoid","logits":[1],"probabilities":[1.5]"#, "a probability of 1.5"),
        (#""output":"sigmoid","logits":[1],"probabilities":[]"#, "0 probabilities"),
    ]) func `has a fault if a file contradicts itself`(fields: String, words: String) throws {
        let count = fields.contains("[1,2]") ? 2 : 1
        let text = "{\"classes\":\(["a", "b"].prefix(count)),\(fields)}"
        let fault = try JSONDecoder().decode(Prediction.self, from: Data(text.utf8)).fault
        #expect(try #require(fault).contains(words))
    }

    @Test(arguments: [
        #""output":"sigmoid","logits":[1]"#, #""output":"softmax","logits":[1],"probabilities":[1]"#,
        #""output":"classes","logits":[1],"probabilities":[1]"#,
    ]) func `is no prediction without what its kind has`(fields: String) {
        #expect {
            try JSONDecoder().decode(Prediction.self, from: Data("{\"classes\":[\"a\"],\(fields)}".utf8))
        } throws: { error in
            if case DecodingError.dataCorrupted = error { true } else { false }
        }
    }
}
