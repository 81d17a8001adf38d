extension Model {
    /// Makes the model that a checkpoint holds.
    ///
    /// - Parameters:
    ///   - checkpoint: the state dictionary of a `lin_mil.Lin_MIL`.
    ///   - activation: the attention's activation, which tensors do not tell. By default the checkpoint's metadata
    ///     decides, and where it has none, ReLU, the package's default.
    /// - Throws: `ModelError` where tensors are missing, left over, misshapen or not finite; `CheckpointError` where one
    ///   cannot be read.
    public init(_ checkpoint: Checkpoint, activation: Activation? = nil) throws {
        try checkpoint.requireLinMIL()
        let configuration = try Configuration(
            checkpoint, activation: activation ?? checkpoint.recordedActivation() ?? .relu)
        try checkpoint.requireTensors(of: configuration)

        let weights = WeightReader(checkpoint: checkpoint)
        let blocks = try concurrentMap(configuration.depth) { try weights.block($0, configuration) }
        self.init(
            configuration: configuration,
            classNames: checkpoint.recordedClassNames(count: configuration.classes)
                ?? configuration.defaultClassNames,
            source: checkpoint.path, projection: try weights.linear("projection"),
            classToken: configuration.pooling == .cls ? try weights.vector("cls_token") : nil, blocks: blocks,
            lastBlock: try weights.lastLinearBlock(blocks[blocks.count - 1], configuration),
            norm: try weights.layerNorm("norm"), headNorm: try weights.layerNorm("mlp_head.0"),
            head: try weights.linear("mlp_head.1"))
    }

    /// Reads a checkpoint file, `.safetensors` or PyTorch's `.pt`, and makes the model that it holds.
    public init(readingFrom path: String, activation: Activation? = nil) throws {
        try self.init(Checkpoint(readingFrom: path), activation: activation)
    }
}

extension Checkpoint {
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
