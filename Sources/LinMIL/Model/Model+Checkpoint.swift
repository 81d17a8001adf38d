extension Model {
    /// Makes the model that a checkpoint holds.
    ///
    /// - Parameters:
    ///   - checkpoint: the state dictionary of a `lin_mil.Lin_MIL`.
    ///   - activation: the attention's activation, which tensors do not tell. By default the checkpoint's metadata
    ///     decides, and where it has none, ReLU, the package's default.
    ///   - output: what the logits are, which no checkpoint tells. By default one is a value, and several are classes.
    ///   - classNames: the classes' names in the order of the logits. By default those that the checkpoint's metadata has, or
    ///     else `class 0`, `class 1` ...
    ///   - precision: the numbers in which the layers that all tiles pass are multiplied. docs/performance.md has what `bf16`
    ///     gains and costs.
    /// - Throws: `ModelError` where tensors are missing, left over, misshapen or not finite, or where the head has not as
    ///   many outputs as `output` needs or `classNames` names; `CheckpointError` where one cannot be read.
    public init(
        _ checkpoint: Checkpoint, activation: Activation? = nil, output: OutputKind? = nil,
        classNames: [String]? = nil, precision: Precision = .float32
    ) throws {
        try checkpoint.requireLinMIL()
        let told = try activation ?? checkpoint.recordedActivation()
        let configuration = try checkpoint.configuration(activation: told ?? .relu)
        let output = output ?? .standard(outputs: configuration.classes)
        guard output.fits(outputs: configuration.classes) else {
            throw ModelError.otherOutputs(path: checkpoint.path, found: configuration.classes, output)
        }
        if let classNames, classNames.count != configuration.classes {
            throw ModelError.otherClassNames(
                path: checkpoint.path, found: classNames.count, expected: configuration.classes)
        }

        let weights = WeightReader(checkpoint: checkpoint, precision: precision)
        let blocks = configuration.pooling == .cls ? configuration.depth - 1 : configuration.depth
        let mechanism = configuration.attention.mechanism
        self.init(
            configuration: configuration,
            classNames: classNames ?? checkpoint.recordedClassNames(count: configuration.classes)
                ?? configuration.defaultClassNames,
            output: output, source: checkpoint.path,
            assumesActivation: told == nil && mechanism.usesActivation, projection: try weights.linear("projection"),
            blocks: try (0..<blocks).map { index in
                try weights.block(index, configuration) { try mechanism.init($0, $1, $2) as any Attention }
            },
            pooling: try weights.pooling(configuration),
            norm: try weights.layerNorm("norm"), headNorm: try weights.layerNorm("mlp_head.0"),
            head: try weights.linear("mlp_head.1", precision: .float32))
        try checkpoint.requireUnchanged()
    }

    /// Reads a checkpoint file, `.safetensors` or PyTorch's `.pt`, and makes the model that it holds.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - prefix: which model to read where the file holds several, as ``Checkpoint/init(readingFrom:prefix:)`` has it.
    ///   - activation: the attention's activation, as above.
    ///   - output: what the logits are, as above.
    ///   - classNames: the classes' names, as above.
    ///   - precision: the numbers in which weights are multiplied, as above.
    public init(
        readingFrom path: String, prefix: String? = nil, activation: Activation? = nil, output: OutputKind? = nil,
        classNames: [String]? = nil, precision: Precision = .float32
    ) throws {
        try self.init(
            Checkpoint(readingFrom: path, prefix: prefix), activation: activation, output: output,
            classNames: classNames, precision: precision)
    }
}

extension WeightReader {
    fileprivate func pooling(_ configuration: Configuration) throws -> Model.Pooling {
        switch configuration.pooling {
        case .mean: .mean
        case .cls:
            .classToken(
                try vector("cls_token"),
                last: try block(
                    configuration.depth - 1, configuration, attention: configuration.attention.mechanism.readout))
        }
    }
}

extension Checkpoint {
    /// Whether the tensors are a whole Lin-MIL model and nothing else.
    var isWholeModel: Bool { (try? configuration(activation: .relu)) != nil }

    /// Reads the configuration, and checks that the tensors are exactly those of such a model.
    fileprivate func configuration(activation: Activation) throws(ModelError) -> Configuration {
        let configuration = try Configuration(self, activation: activation)
        try requireTensors(of: configuration)
        return configuration
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
        for tensor in expected {
            guard let found = tensors[tensor.name]?.shape, found == tensor.shape else {
                throw .wrongShape(
                    path: path, tensor: tensor.name, found: tensors[tensor.name]?.shape ?? [],
                    expected: "\(tensor.shape)")
            }
        }
    }
}
