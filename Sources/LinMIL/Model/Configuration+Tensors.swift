extension Configuration {
    /// The state dictionary of such a model, in the package's order.
    var tensors: [TensorLaw] {
        let D = latentDimension
        var tensors = pooling == .cls ? [TensorLaw(name: "cls_token", shape: [1, 1, D], law: .normal)] : []
        tensors += TensorLaw.linear("projection", D, inputDimension)
        for name in (0..<depth).map({ "transformer.\($0)" }) {
            tensors += TensorLaw.layerNorm("\(name).norm1", D)
            tensors += attention.mechanism.tensors("\(name).attn", self)
            tensors += TensorLaw.layerNorm("\(name).norm2", D)
            tensors += TensorLaw.linear("\(name).mlp.fc1", hiddenDimension, D)
            tensors += TensorLaw.linear("\(name).mlp.fc2", D, hiddenDimension)
        }
        return tensors + TensorLaw.layerNorm("norm", D) + TensorLaw.layerNorm("mlp_head.0", D)
            + TensorLaw.linear("mlp_head.1", classes, D)
    }

    /// How many bytes the weights of such a model take.
    package var weightBytes: Int {
        tensors.reduce(0) { $0 + $1.shape.reduce(1, *) } * MemoryLayout<Float>.size
    }

    /// Reads the configuration off a checkpoint's names and shapes. They do not tell the activation.
    ///
    /// - Throws: `ModelError` if a tensor that tells a size is missing or has another number of dimensions.
    init(_ checkpoint: Checkpoint, activation: Activation) throws(ModelError) {
        let projection = try checkpoint.shape("projection.weight", "[latent, inputs]") { $0.count == 2 }
        let head = try checkpoint.shape("mlp_head.1.weight", "[classes, latent]") { $0.count == 2 }
        var depth = 1
        while checkpoint.tensors["transformer.\(depth).norm1.weight"] != nil { depth += 1 }
        let (attention, heads) = try checkpoint.attention(latentDimension: projection[0])
        self.init(
            inputDimension: projection[1], classes: head[0], latentDimension: projection[0], depth: depth, heads: heads,
            activation: activation, attention: attention,
            pooling: checkpoint.tensors["cls_token"] == nil ? .mean : .cls)
    }
}

extension Checkpoint {
    /// The mechanism and its number of heads, by the names of the first block's tensors.
    fileprivate func attention(latentDimension D: Int) throws(ModelError) -> (Configuration.Attention, heads: Int) {
        let name = "transformer.0.attn"
        for attention in Configuration.Attention.allCases {
            if let heads = try attention.mechanism.heads(in: self, name, width: D) { return (attention, heads) }
        }
        throw .missingTensors(path: path, ["\(name).temperature"])
    }

    /// The number of heads by a `to_qkv` whose heads all have one fixed width; nil if there is no such tensor.
    func headsOfWidth(_ width: Int, _ name: String, inputs D: Int) throws(ModelError) -> Int? {
        guard tensors[name] != nil else { return nil }
        let rows = try shape(name, "[3 * \(width) * heads, \(D)]") {
            $0.count == 2 && $0[0] > 0 && $0[0] % (3 * width) == 0
        }[0]
        return rows / (3 * width)
    }

    /// The shape of a tensor that tells sizes.
    func shape(
        _ name: String, _ expected: String, where fits: ([Int]) -> Bool
    ) throws(ModelError) -> [Int] {
        guard let shape = tensors[name]?.shape else { throw .missingTensors(path: path, [name]) }
        guard fits(shape), shape.allSatisfy({ (1...1 << 24).contains($0) }) else {
            throw .wrongShape(path: path, tensor: name, found: shape, expected: expected)
        }
        return shape
    }
}
