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
            let inner = innerDimension
            switch attention {
            case .linear:
                add("transformer.\(block).attn.temperature", ("", [H, 1, 1]))
                add("transformer.\(block).attn.qkv", (".weight", [3 * D, D]), (".bias", [3 * D]))
                add("transformer.\(block).attn.proj", (".weight", [D, D]), (".bias", [D]))
            case .softmax, .nystrom:
                add("transformer.\(block).attn.to_qkv", (".weight", [3 * inner, D]))
                if hasOutputProjection {
                    add("transformer.\(block).attn.to_out.0", (".weight", [D, inner]), (".bias", [D]))
                }
                if attention == .nystrom {
                    add("transformer.\(block).attn.res_conv", (".weight", [H, 1, Self.residualKernel, 1]))
                }
            case .dilated: break
            }
            add("transformer.\(block).norm2", (".weight", [D]), (".bias", [D]))
            add("transformer.\(block).mlp.fc1", (".weight", [4 * D, D]), (".bias", [4 * D]))
            add("transformer.\(block).mlp.fc2", (".weight", [D, 4 * D]), (".bias", [D]))
        }
        add("norm", (".weight", [D]), (".bias", [D]))
        add("mlp_head.0", (".weight", [D]), (".bias", [D]))
        add("mlp_head.1", (".weight", [C, D]), (".bias", [C]))
        return tensors
    }

    /// The tokens that Nystrom attention's convolution over the sequence spans.
    static let residualKernel = 33

    /// Softmax attention with one head as wide as the model has no output projection.
    var hasOutputProjection: Bool {
        attention != .softmax || heads != 1 || latentDimension != headDimension
    }

    /// Reads the configuration off a checkpoint's names and shapes. The activation cannot be seen there, nor can the number
    /// of heads of dilated attention, which has no tensors: `heads` in the metadata, else the package's 8.
    ///
    /// - Throws: `ModelError` where a tensor that tells a size is missing or has another number of dimensions.
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
    /// The shape of a tensor that tells sizes.
    fileprivate func shape(
        _ name: String, _ expected: String, where fits: ([Int]) -> Bool
    ) throws(ModelError) -> [Int] {
        guard let shape = tensors[name]?.shape else { throw .missingTensors(path: path, [name]) }
        guard fits(shape), shape.allSatisfy({ (1...1 << 24).contains($0) }) else {
            throw .wrongShape(path: path, tensor: name, found: shape, expected: expected)
        }
        return shape
    }

    /// The mechanism and its number of heads, by the names of the first block's tensors.
    fileprivate func attention(latentDimension D: Int) throws(ModelError) -> (Configuration.Attention, heads: Int) {
        let block = "transformer.0.attn."
        if tensors[block + "to_qkv.weight"] != nil {
            let qkv = try shape(block + "to_qkv.weight", "[3 * 64 * heads, \(D)]") {
                $0.count == 2 && $0[0] > 0 && $0[0] % (3 * 64) == 0
            }
            let isNystrom = tensors[block + "res_conv.weight"] != nil
            return (isNystrom ? .nystrom : .softmax, qkv[0] / (3 * 64))
        }
        if !tensors.keys.contains(where: { $0.hasPrefix(block) }), tensors["transformer.0.norm1.weight"] != nil {
            let heads = recordedHeads() ?? 8
            guard heads > 0, D % heads == 0 else {
                throw .wrongShape(
                    path: path, tensor: "projection.weight", found: [D],
                    expected: "a multiple of \(heads) heads for dilated attention")
            }
            return (.dilated, heads)
        }
        let temperature = try shape(block + "temperature", "[heads, 1, 1], heads dividing \(D)") {
            $0.count == 3 && $0[1] == 1 && $0[2] == 1 && $0[0] > 0 && D % $0[0] == 0
        }
        return (.linear, temperature[0])
    }
}
