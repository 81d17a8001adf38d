internal import Glibc

extension Model {
    /// Makes a model with random weights, by the laws by which PyTorch initialises the package's layers: linear layers
    /// uniform in +-1 / sqrt(inputs), norms 1 and 0, the class token standard normal, temperature d^-1/2.
    ///
    /// The same seed gives the same model on every machine; it is not PyTorch's model of that seed.
    ///
    /// The corresponding PyTorch line is `Lin_MIL(num_classes=, input_dim=, config=)`.
    public init(random configuration: Configuration, seed: UInt64) throws {
        precondition(
            configuration.depth > 0 && configuration.heads > 0
                && configuration.latentDimension % configuration.heads == 0,
            "\(configuration.depth) blocks, \(configuration.heads) heads of \(configuration.latentDimension) dimensions"
        )
        var generator = SplitMix64(state: seed)
        let tensors = configuration.tensors.map { name, shape in
            let count = shape.reduce(1, *)
            let values: [Float]
            if name == "cls_token" {
                values = (0..<count).map { _ in generator.normal() }
            } else if name.hasSuffix("temperature") {
                values = Array(repeating: 1 / Float(configuration.headDimension).squareRoot(), count: count)
            } else if name.contains("norm") || name.hasPrefix("mlp_head.0") {
                values = Array(repeating: name.hasSuffix("weight") ? 1 : 0, count: count)
            } else {
                // A bias is drawn like its layer's weights: by the number of the layer's inputs.
                let inputs =
                    name.contains("fc2")
                    ? configuration.hiddenDimension
                    : name.hasPrefix("projection") ? configuration.inputDimension : configuration.latentDimension
                let bound = 1 / Float(inputs).squareRoot()
                values = (0..<count).map { _ in Float.random(in: -bound..<bound, using: &generator) }
            }
            return (name, (shape: shape, values: values))
        }
        try self.init(
            Checkpoint(
                path: "random model, seed \(seed)", metadata: [:],
                floats: Dictionary(uniqueKeysWithValues: tensors)),
            activation: configuration.activation)
    }
}

/// Steele, Lea and Flood's SplitMix64 (OOPSLA 2014): 64 bits of state, the same numbers everywhere.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A standard normal number, by Box and Muller.
    mutating func normal() -> Float {
        let (u, v) = (Double.random(in: 0..<1, using: &self), Double.random(in: 0..<1, using: &self))
        return Float((-2 * log(1 - u)).squareRoot() * cos(2 * .pi * v))
    }
}
