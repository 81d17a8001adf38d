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
        try self.init(
            Checkpoint(
                path: "random model, seed \(seed)", metadata: ["heads": "\(configuration.heads)"],
                floats: configuration.randomTensors(seed: seed)),
            activation: configuration.activation)
    }
}

extension Configuration {
    /// Draws the tensors of a state dictionary.
    func randomTensors(seed: UInt64) -> [String: (shape: [Int], values: [Float])] {
        var generator = SplitMix64(state: seed)
        var drawn: [String: (shape: [Int], values: [Float])] = [:]
        for (name, shape) in tensors {
            let count = shape.reduce(1, *)
            switch name {
            case "cls_token":
                drawn[name] = (shape, (0..<count).map { _ in generator.normal() })
            case let name where name.hasSuffix("temperature"):
                drawn[name] = (shape, Array(repeating: 1 / Float(headDimension).squareRoot(), count: count))
            case let name where name.contains("norm") || name.hasPrefix("mlp_head.0"):
                drawn[name] = (shape, Array(repeating: name.hasSuffix("weight") ? 1 : 0, count: count))
            default:
                // A bias is drawn like its layer's weights: by the number of the layer's inputs.
                let bound = 1 / Float(inputs(of: name)).squareRoot()
                drawn[name] = (shape, (0..<count).map { _ in Float.random(in: -bound..<bound, using: &generator) })
            }
        }
        return drawn
    }

    /// The inputs of the linear layer that a tensor belongs to.
    private func inputs(of name: String) -> Int {
        if name.hasPrefix("projection") { return inputDimension }
        return name.contains("fc2") ? hiddenDimension : latentDimension
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
