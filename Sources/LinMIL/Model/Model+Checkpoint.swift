internal import FoundationEssentials

extension Model {
    /// Makes the model that a checkpoint holds.
    ///
    /// - Parameters:
    ///   - checkpoint: the state dictionary of a `lin_mil.Lin_MIL` with linear attention.
    ///   - activation: the attention's activation, which tensors do not tell. By default the checkpoint's metadata
    ///     decides, and where it has none, ReLU, the package's default.
    /// - Throws: `ModelError` where tensors are missing, left over, misshapen or not finite; `CheckpointError` where one
    ///   cannot be read.
    public init(_ checkpoint: Checkpoint, activation: Activation? = nil) throws {
        let configuration = try Configuration(
            checkpoint, activation: activation ?? checkpoint.recordedActivation() ?? .relu)
        try checkpoint.requireTensors(of: configuration)

        func vector(_ name: String) throws -> [Float] {
            let values = try checkpoint.floats(name)
            guard values.allSatisfy(\.isFinite) else {
                throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name)
            }
            return values
        }
        func matrix(_ name: String) throws -> Matrix {
            guard let shape = checkpoint.tensors[name]?.shape, shape.count == 2 else {
                preconditionFailure("\(name) is not a matrix of this configuration")
            }
            let matrix = try Matrix(shape[0], shape[1], checkpoint.floats(name))
            guard matrix.rows.nonFinite() == nil else {
                throw ModelError.nonFiniteWeights(path: checkpoint.path, tensor: name)
            }
            return matrix
        }
        func linear(_ name: String) throws -> Linear {
            try Linear(matrix(name + ".weight").rows, bias: vector(name + ".bias"))
        }
        func layerNorm(_ name: String) throws -> LayerNorm {
            try LayerNorm(gain: vector(name + ".weight"), bias: vector(name + ".bias"))
        }
        let D = configuration.latentDimension
        /// The block and, for the last one under pooling `cls`, what only that needs.
        func block(_ index: Int) throws -> (TransformerBlock, LastBlock?) {
            let name = "transformer.\(index)"
            let qkv = try matrix("\(name).attn.qkv.weight")
            let qkvBias = try vector("\(name).attn.qkv.bias")
            func part(_ index: Int) throws -> Linear {
                let rows = index * D..<(index + 1) * D
                return try Linear(qkv[rows], bias: Array(qkvBias[rows]))
            }
            let fc1 = try matrix("\(name).mlp.fc1.weight")
            let fc2 = try matrix("\(name).mlp.fc2.weight")
            let (fc1Bias, fc2Bias) = (try vector("\(name).mlp.fc1.bias"), try vector("\(name).mlp.fc2.bias"))
            let hidden = configuration.hiddenDimension
            let block = TransformerBlock(
                heads: configuration.heads, activation: configuration.activation, norm1: try layerNorm("\(name).norm1"),
                query: try part(0), key: try part(1), value: try part(2),
                temperature: try vector("\(name).attn.temperature"), projection: try matrix("\(name).attn.proj.weight"),
                projectionBias: try vector("\(name).attn.proj.bias"), norm2: try layerNorm("\(name).norm2"),
                perceptron: try stride(from: 0, to: hidden, by: TransformerBlock.sliceWidth).map { first in
                    let slice = first..<min(hidden, first + TransformerBlock.sliceWidth)
                    return (
                        fc1: try Linear(fc1[slice], bias: Array(fc1Bias[slice])),
                        fc2: try Linear(fc2.rows.columns(slice), bias: first == 0 ? fc2Bias : nil)
                    )
                })
            guard index == configuration.depth - 1, configuration.pooling == .cls else { return (block, nil) }
            let values = try Matrix(D, D)
            values.rows.copy(qkv[2 * D..<3 * D])
            return (block, try LastBlock(block, valueWeight: values, valueBias: Array(qkvBias[(2 * D)...])))
        }

        let blocks = try concurrentMap(configuration.depth, block)
        self.init(
            configuration: configuration,
            classNames: checkpoint.recordedClassNames(count: configuration.classes)
                ?? (0..<configuration.classes).map { "class \($0)" },
            source: checkpoint.path,
            projection: try linear("projection"),
            classToken: configuration.pooling == .cls ? try vector("cls_token") : nil,
            blocks: blocks.map(\.0), lastBlock: blocks.last?.1,
            norm: try layerNorm("norm"), headNorm: try layerNorm("mlp_head.0"), head: try linear("mlp_head.1"))
    }

    /// Reads a checkpoint file, `.safetensors` or PyTorch's `.pt`, and makes the model that it holds.
    public init(readingFrom path: String, activation: Activation? = nil) throws {
        try self.init(Checkpoint(readingFrom: path), activation: activation)
    }
}

extension Checkpoint {
    /// The activation that the file's metadata names, if it does.
    fileprivate func recordedActivation() throws(ModelError) -> Activation? {
        guard let name = metadata["activation"] else { return nil }
        guard let activation = Activation(named: name) else {
            throw .unknownActivation(path: path, name)
        }
        return activation
    }

    /// The class names that the file's metadata holds as a JSON list, where there are as many as classes.
    fileprivate func recordedClassNames(count: Int) -> [String]? {
        guard let text = metadata["classes"],
            let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)), names.count == count
        else { return nil }
        return names
    }

    /// Checks that the checkpoint has exactly the tensors of a configuration.
    fileprivate func requireTensors(of configuration: Configuration) throws(ModelError) {
        let expected = configuration.tensors
        let missing = expected.filter { tensors[$0.name] == nil }
        guard missing.isEmpty else {
            throw .missingTensors(path: path, missing.map { "\($0.name) \($0.shape)" })
        }
        let names = Set(expected.map(\.name))
        let unexpected = tensors.keys.filter { !names.contains($0) }.sorted()
        guard unexpected.isEmpty else {
            throw .unexpectedTensors(path: path, unexpected.map { "\($0) \(tensors[$0]?.shape ?? [])" })
        }
        for (name, shape) in expected {
            guard let found = tensors[name]?.shape, found == shape else {
                throw .wrongShape(
                    path: path, tensor: name, found: tensors[name]?.shape ?? [], expected: "\(shape)")
            }
        }
    }
}
