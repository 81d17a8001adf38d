extension Model {
    /// Makes a model with random weights, by the laws by which PyTorch initialises the package's layers: linear layers
    /// uniform in +-1 / sqrt(inputs), norms 1 and 0, the class token standard normal, temperature d^-1/2.
    ///
    /// The same seed gives the same model on every machine; it is not PyTorch's model of that seed.
    ///
    /// The corresponding PyTorch line is `Lin_MIL(num_classes=, input_dim=, config=)`.
    public init(random configuration: Configuration, seed: UInt64, precision: Precision = .float32) throws {
        try self.init(
            Checkpoint(random: configuration, seed: seed), activation: configuration.activation, precision: precision)
    }
}

extension Checkpoint {
    /// Makes the checkpoint of a model with random weights, as ``Model/init(random:seed:)`` does, to be changed or written.
    ///
    /// The corresponding PyTorch line is `Lin_MIL(num_classes=, input_dim=, config=).state_dict()`.
    public init(random configuration: Configuration, seed: UInt64) {
        precondition(
            configuration.depth > 0
                && configuration.attention.mechanism.accepts(
                    heads: configuration.heads, width: configuration.latentDimension),
            "\(configuration.depth) blocks, \(configuration.heads) heads of \(configuration.latentDimension) dimensions"
        )
        self.init(
            path: "random model, seed \(seed)",
            metadata: configuration.metadata(classNames: configuration.defaultClassNames),
            floats: configuration.randomTensors(seed: seed))
    }
}

extension Configuration {
    /// Draws the tensors of a state dictionary.
    func randomTensors(seed: UInt64) -> [String: (shape: [Int], values: [Float])] {
        var generator = SplitMix64(seed: seed)
        var drawn: [String: (shape: [Int], values: [Float])] = [:]
        for tensor in tensors { drawn[tensor.name] = (tensor.shape, tensor.draw(from: &generator)) }
        return drawn
    }
}
