extension LinearAttention: Mechanism {
    static let usesActivation = true
    static let hasPackageAttention = true

    static func accepts(heads: Int, width: Int) -> Bool { heads > 0 && width % heads == 0 }
    static func headDimension(heads: Int, width: Int) -> Int { width / heads }
    static func tilesSeenByClassToken(of tileCount: Int, heads: Int) -> Int { tileCount }

    static func heads(in checkpoint: Checkpoint, _ name: String, width D: Int) throws(ModelError) -> Int? {
        guard checkpoint.tensors["\(name).temperature"] != nil else { return nil }
        return try checkpoint.shape("\(name).temperature", "[heads, 1, 1], heads dividing \(D)") {
            $0.count == 3 && $0[1] == 1 && $0[2] == 1 && accepts(heads: $0[0], width: D)
        }[0]
    }

    static func tensors(_ name: String, _ configuration: Configuration) -> [TensorLaw] {
        let D = configuration.latentDimension
        let scale = 1 / Float(configuration.headDimension).squareRoot()
        return [
            TensorLaw(name: "\(name).temperature", shape: [configuration.heads, 1, 1], law: .constant(scale))
        ] + TensorLaw.linear("\(name).qkv", 3 * D, D) + TensorLaw.linear("\(name).proj", D, D)
    }

    /// Of all tokens there are only sums.
    static func keptFloats(_ configuration: Configuration) -> Int { 0 }

    /// Keys, values and rounded vectors, or queries and denominators.
    static func scratchFloats(_ configuration: Configuration) -> Int {
        3 * Workspace.floats(configuration.latentDimension) + Workspace.floats(configuration.heads)
    }

    /// Queries with and without their activation, rounded vectors, denominators, and the derivatives by outputs and queries.
    static func backwardScratchFloats(_ configuration: Configuration) -> Int {
        6 * Workspace.floats(configuration.latentDimension) + 2 * Workspace.floats(configuration.heads)
    }

    init(_ weights: WeightReader, _ name: String, _ configuration: Configuration) throws {
        let width = configuration.latentDimension
        func third(_ part: Int) -> Range<Int> { part * width..<(part + 1) * width }
        self.init(
            heads: configuration.heads, activation: configuration.activation,
            query: try weights.linear("\(name).qkv", outputs: third(0)),
            key: try weights.linear("\(name).qkv", outputs: third(1)),
            value: try weights.linear("\(name).qkv", outputs: third(2)),
            temperature: try weights.vector("\(name).temperature"),
            projection: try weights.matrix("\(name).proj.weight"),
            projectionBias: try weights.vector("\(name).proj.bias"))
    }

    static func readout(
        _ weights: WeightReader, _ name: String, _ configuration: Configuration
    ) throws -> any Readout {
        let width = configuration.latentDimension
        let values = 2 * width..<3 * width
        return try LinearReadout(
            LinearAttention(weights, name, configuration),
            valueWeight: weights.matrix("\(name).qkv.weight", rows: values),
            valueBias: Array(weights.vector("\(name).qkv.bias")[values]))
    }
}
