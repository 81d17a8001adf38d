import Foundation
import Testing

@testable import LinMIL

/// Models made of checkpoints, of whole ones and of those that lack something, and at random.
@Suite struct ModelTests {
    static let small = Configuration(
        inputDimension: 6, classes: 3, latentDimension: 8, depth: 2, heads: 2, activation: .elu)

    typealias Tensors = [String: (shape: [Int], values: [Float])]

    /// The tensors of a small model, changed.
    static func checkpoint(
        metadata: [String: String] = [:], _ change: (inout Tensors) -> Void = { _ in }
    ) -> Checkpoint {
        var tensors: Tensors = [:]
        for tensor in small.tensors {
            tensors[tensor.name] = (tensor.shape, Array(repeating: 0.25, count: tensor.shape.reduce(1, *)))
        }
        change(&tensors)
        return Checkpoint(path: "model.pt", metadata: metadata, floats: tensors)
    }

    @Test func `the configuration is read off names and shapes`() throws {
        let model = try Model(Self.checkpoint(), activation: .elu)
        #expect(model.configuration == Self.small)
        #expect(model.classNames == ["class 0", "class 1", "class 2"])
        let pooledByMean = try Model(Self.checkpoint { $0["cls_token"] = nil })
        #expect(pooledByMean.configuration.pooling == .mean)
    }

    @Test func `metadata tells activation and class names, and an option goes before it`() throws {
        let metadata = ["activation": "softplus", "classes": #"["a", "b \"quoted\"", "c"]"#]
        let model = try Model(Self.checkpoint(metadata: metadata))
        #expect(model.configuration.activation == .softplus)
        #expect(model.classNames == ["a", #"b "quoted""#, "c"])
        #expect(try Model(Self.checkpoint(metadata: metadata), activation: .tanh).configuration.activation == .tanh)
        // Names that do not fit the head are not used.
        #expect(try Model(Self.checkpoint(metadata: ["classes": #"["a"]"#])).classNames[0] == "class 0")
        #expect(throws: ModelError.unknownActivation(path: "model.pt", "sine")) {
            try Model(Self.checkpoint(metadata: ["activation": "sine"]))
        }
    }

    @Test func `a missing tensor is named with its shape`() {
        let checkpoint = Self.checkpoint { $0["transformer.1.mlp.fc2.bias"] = nil }
        #expect(throws: ModelError.missingTensors(path: "model.pt", ["transformer.1.mlp.fc2.bias [8]"])) {
            try Model(checkpoint)
        }
    }

    @Test func `left over tensors are named with their shapes`() {
        let checkpoint = Self.checkpoint {
            $0["decoder.weight"] = ([2, 3], Array(repeating: 1, count: 6))
            $0["transformer.7.norm1.weight"] = ([8], Array(repeating: 1, count: 8))
        }
        let names = ["decoder.weight [2, 3]", "transformer.7.norm1.weight [8]"]
        #expect(throws: ModelError.unexpectedTensors(path: "model.pt", names)) { try Model(checkpoint) }
    }

    @Test(arguments: [
        ("CLAM", ["attention_net.0.weight", "attention_net.2.attention_a.0.weight", "classifiers.weight"]),
        ("CLAM", ["attention_net.0.weight", "classifiers.0.weight", "instance_classifiers.0.weight"]),
        (
            "TransMIL",
            [
                "_fc1.0.weight", "_fc2.weight", "cls_token", "layer1.attn.to_qkv.weight", "norm.weight",
                "pos_layer.proj.weight",
            ]
        ),
        ("DSMIL", ["b_classifier.q.0.weight", "i_classifier.fc.0.weight"]),
        ("ABMIL", ["attention.0.weight", "classifier.0.weight", "feature_extractor_part1.0.weight"]),
        (nil, ["conv1.weight", "fc.weight"]),
    ])
    func `a checkpoint of another model is named, with the tensors that do not fit`(model: String?, names: [String]) {
        let floats = Dictionary(
            uniqueKeysWithValues: names.map { ($0, (shape: [1, 2], values: [Float](repeating: 1, count: 2))) })
        let error = #expect(throws: ModelError.self) {
            try Model(Checkpoint(path: "model.pt", metadata: [:], floats: floats))
        }
        let unfit = names.filter { $0 != "cls_token" && $0 != "norm.weight" }
        #expect(error == .anotherModel(path: "model.pt", looksLike: model, unfit.map { "\($0) [1, 2]" }))
        #expect(error?.description.contains(model ?? "another model") == true)
    }

    @Test(arguments: [
        ("transformer.1.attn.qkv.weight", [24, 7], "[24, 8]"),
        ("mlp_head.1.bias", [2], "[3]"),
        ("transformer.0.attn.temperature", [3, 1, 1], "[heads, 1, 1], heads dividing 8"),
        ("transformer.0.attn.temperature", [2], "[heads, 1, 1], heads dividing 8"),
        ("projection.weight", [8], "[latent, inputs]"),
        ("projection.weight", [0, 6], "[latent, inputs]"),
    ])
    func `a tensor of another shape is named with both`(name: String, found: [Int], expected: String) {
        let checkpoint = Self.checkpoint { $0[name] = (found, Array(repeating: 1, count: found.reduce(1, *))) }
        #expect(throws: ModelError.wrongShape(path: "model.pt", tensor: name, found: found, expected: expected)) {
            try Model(checkpoint)
        }
    }

    @Test(arguments: small.tensors.map(\.name))
    func `a weight that is not finite is found in every tensor`(name: String) {
        let checkpoint = Self.checkpoint {
            guard var tensor = $0[name] else { return }
            tensor.values[tensor.values.count - 1] = .nan
            $0[name] = tensor
        }
        #expect(throws: ModelError.nonFiniteWeights(path: "model.pt", tensor: name)) { try Model(checkpoint) }
    }

    @Test func `a random model is the same for the same seed and another for another`() throws {
        let features = FeatureSource((0..<60).map { Float($0) / 60 }, width: 6)
        func logits(_ seed: UInt64) throws -> [Float] {
            try Model(random: Self.small, seed: seed).forward(features, threads: 1).logits
        }
        #expect(try logits(1) == logits(1))
        #expect(try logits(1) != logits(2))
    }

    @Test func `random weights follow PyTorch's laws`() throws {
        let configuration = Configuration(inputDimension: 50, classes: 2, latentDimension: 400, depth: 1, heads: 4)
        let tensors = configuration.randomTensors(seed: 5)
        func spread(_ name: String) throws -> (largest: Float, deviation: Float) {
            let values = try #require(tensors[name]).values
            let square = values.map { $0 * $0 }.reduce(0, +) / Float(values.count)
            return (values.map(\.magnitude).max() ?? 0, square.squareRoot())
        }
        // Uniform in +-b: the deviation is b / sqrt 3.
        for (name, inputs) in [
            ("projection.weight", 50), ("transformer.0.attn.qkv.weight", 400), ("transformer.0.mlp.fc2.weight", 1600),
        ] {
            let bound = 1 / Float(inputs).squareRoot()
            let (largest, deviation) = try spread(name)
            #expect(largest <= bound && largest > 0.99 * bound)
            #expect(abs(deviation / (bound / Float(3).squareRoot()) - 1) < 0.02)
        }
        #expect(abs(try spread("cls_token").deviation - 1) < 0.15)
        #expect(tensors["transformer.0.attn.temperature"]?.values == [0.1, 0.1, 0.1, 0.1])
        #expect(tensors["norm.weight"]?.values == Array(repeating: 1, count: 400))
        #expect(tensors["mlp_head.0.bias"]?.values == Array(repeating: 0, count: 400))
    }

    @Test(arguments: [
        (Configuration.Attention.softmax, "to_out.0.weight", 128), (.softmax, "to_qkv.weight", 32),
        (.nystrom, "res_conv.weight", 33),
    ])
    func `random weights of the other attentions are drawn by their layers' inputs`(
        attention: Configuration.Attention, name: String, inputs: Int
    ) throws {
        let configuration = Configuration(
            inputDimension: 5, classes: 2, latentDimension: 32, depth: 1, heads: 2, attention: attention)
        let values = try #require(configuration.randomTensors(seed: 5)["transformer.0.attn." + name]).values
        let (bound, largest) = (1 / Float(inputs).squareRoot(), values.map(\.magnitude).max() ?? 0)
        #expect(largest <= bound && largest > 0.9 * bound)
    }

    /// docs/performance.md: the whole command's peak on 100,000 tiles, with a model of default size.
    @Test(arguments: [
        (Configuration.Attention.linear, 385), (.nystrom, 1205), (.dilated, 748), (.softmax, 1192),
    ])
    func `the memory that a pass is said to need covers what was measured`(
        attention: Configuration.Attention, measured: Int
    ) {
        let configuration = Configuration(inputDimension: 1024, classes: 2, attention: attention)
        let program = 120  // with the model
        let said = program + configuration.forwardBytes(tiles: 100_000) >> 20
        #expect(said >= measured && Double(said) < 1.15 * Double(measured))
    }

    @Test func `the README's example runs`() throws {
        let configuration = Configuration(inputDimension: 16, classes: 2, latentDimension: 32, depth: 2)
        let model = try Model(random: configuration, seed: 1)
        let features = FeatureSource([Float](repeating: 0.5, count: 60 * 16), width: 16)
        let output = try model.forward(features, scores: [.cls, .attn])
        #expect(output.logits.count == 2 && output.scores[.cls]?.count == 60 && output.scores[.attn]?.count == 60)
        #expect(abs(try #require(output.probabilities).reduce(0, +) - 1) < 1e-6)
    }

    @Test func `probabilities of huge logits stay finite and the first of equal classes is predicted`() {
        let output = Output(logits: [1e30, 1e30, -1e30], scores: [:], findings: FeatureFindings())
        #expect(output.probabilities == [0.5, 0.5, 0])
        #expect(output.predictedClass == 0)
    }
}
