extension Configuration {
    /// The names and shapes of the state dictionary of such a model, in the package's order.
    var tensors: [(name: String, shape: [Int])] {
        let (D, F, H, C) = (latentDimension, inputDimension, heads, classes)
        var tensors: [(name: String, shape: [Int])] = []
        func add(_ name: String, _ shapes: (suffix: String, shape: [Int])...) {
            for part in shapes { tensors.append((name + part.suffix, part.shape)) }
        }
        if pooling == .cls { add("cls_token", ("", [1, 1, D])) }
        add("projection", (".weight", [D, F]), (".bias", [D]))
        for block in 0..<depth {
            add("transformer.\(block).norm1", (".weight", [D]), (".bias", [D]))
            add("transformer.\(block).attn.temperature", ("", [H, 1, 1]))
            add("transformer.\(block).attn.qkv", (".weight", [3 * D, D]), (".bias", [3 * D]))
            add("transformer.\(block).attn.proj", (".weight", [D, D]), (".bias", [D]))
            add("transformer.\(block).norm2", (".weight", [D]), (".bias", [D]))
            add("transformer.\(block).mlp.fc1", (".weight", [4 * D, D]), (".bias", [4 * D]))
            add("transformer.\(block).mlp.fc2", (".weight", [D, 4 * D]), (".bias", [D]))
        }
        add("norm", (".weight", [D]), (".bias", [D]))
        add("mlp_head.0", (".weight", [D]), (".bias", [D]))
        add("mlp_head.1", (".weight", [C, D]), (".bias", [C]))
        return tensors
    }

    /// Reads the configuration off a checkpoint's names and shapes. The activation cannot be seen there.
    ///
    /// - Throws: `ModelError` where a tensor that tells a size is missing or has another number of dimensions.
    init(_ checkpoint: Checkpoint, activation: Activation) throws(ModelError) {
        func shape(_ name: String, _ expected: String, where fits: ([Int]) -> Bool) throws(ModelError) -> [Int] {
            guard let shape = checkpoint.tensors[name]?.shape else {
                throw .missingTensors(path: checkpoint.path, [name])
            }
            guard fits(shape), shape.allSatisfy({ (1...1 << 24).contains($0) }) else {
                throw .wrongShape(path: checkpoint.path, tensor: name, found: shape, expected: expected)
            }
            return shape
        }
        let projection = try shape("projection.weight", "[latent, inputs]") { $0.count == 2 }
        let temperatureName = "transformer.0.attn.temperature"
        let temperature = try shape(temperatureName, "[heads, 1, 1], heads dividing \(projection[0])") {
            $0.count == 3 && $0[1] == 1 && $0[2] == 1 && $0[0] > 0 && projection[0] % $0[0] == 0
        }
        let head = try shape("mlp_head.1.weight", "[classes, latent]") { $0.count == 2 }
        var depth = 1
        while checkpoint.tensors["transformer.\(depth).norm1.weight"] != nil { depth += 1 }
        self.init(
            inputDimension: projection[1], classes: head[0], latentDimension: projection[0], depth: depth,
            heads: temperature[0], activation: activation,
            pooling: checkpoint.tensors["cls_token"] == nil ? .mean : .cls)
    }
}
