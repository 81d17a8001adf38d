internal import CKernels

/// A tensor of a state dictionary, and the law by which PyTorch draws its first values.
struct TensorLaw: Sendable {
    let name: String
    let shape: [Int]
    let law: Law

    enum Law: Sendable {
        /// Every value is the same.
        case constant(Float)
        /// Uniform in +-1 / sqrt(inputs): a linear layer or a convolution. A bias has the law of its layer's weights.
        case uniform(inputs: Int)
        /// Standard normal.
        case normal
    }

    /// A linear layer's weight and bias, or the weight alone. weight [outputs, inputs], bias [outputs]
    static func linear(_ name: String, _ outputs: Int, _ inputs: Int, hasBias: Bool = true) -> [TensorLaw] {
        let law = Law.uniform(inputs: inputs)
        let weight = TensorLaw(name: name + ".weight", shape: [outputs, inputs], law: law)
        return hasBias ? [weight, TensorLaw(name: name + ".bias", shape: [outputs], law: law)] : [weight]
    }

    /// A layer normalisation's gain and bias. [width]
    static func layerNorm(_ name: String, _ width: Int) -> [TensorLaw] {
        [
            TensorLaw(name: name + ".weight", shape: [width], law: .constant(1)),
            TensorLaw(name: name + ".bias", shape: [width], law: .constant(0)),
        ]
    }

    /// Draws values, row-major.
    func draw(from generator: inout SplitMix64) -> [Float] {
        let count = shape.reduce(1, *)
        switch law {
        case .constant(let value): return Array(repeating: value, count: count)
        case .normal: return (0..<count).map { _ in generator.normal() }
        case .uniform(let inputs):
            let bound = 1 / Float(inputs).squareRoot()
            var values = [Float](repeating: 0, count: count)
            for place in values.indices { values[place] = generator.uniform(within: bound) }
            return values
        }
    }
}

extension SplitMix64 {
    /// A number of -bound ..< bound with 24 random bits. It is `Float.random(in:using:)`'s, which a debug build calls slowly.
    fileprivate mutating func uniform(within bound: Float) -> Float {
        while true {
            let unit = Float(UInt32(truncatingIfNeeded: next()) & (1 << 24 - 1)) * (Float.ulpOfOne / 2)
            let value = (bound - -bound) * unit + -bound
            if value < bound { return value }
        }
    }

    /// A standard normal number, by Box and Muller.
    fileprivate mutating func normal() -> Float {
        let (u, v) = (Double.random(in: 0..<1, using: &self), Double.random(in: 0..<1, using: &self))
        return Float((-2 * kernel_log(1 - u)).squareRoot() * kernel_cos(2 * .pi * v))
    }
}
