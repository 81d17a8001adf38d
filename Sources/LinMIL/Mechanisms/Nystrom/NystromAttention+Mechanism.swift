extension NystromAttention: Mechanism {
    static let usesActivation = false
    static let hasPackageAttention = false

    /// The width of a head, whatever the model's.
    private static let fixedHeadWidth = 64

    static func accepts(heads: Int, width: Int) -> Bool { heads > 0 }
    static func headDimension(heads: Int, width: Int) -> Int { fixedHeadWidth }
    static func tilesSeenByClassToken(of tileCount: Int, heads: Int) -> Int { tileCount }

    static func heads(in checkpoint: Checkpoint, _ name: String, width: Int) throws(ModelError) -> Int? {
        guard checkpoint.tensors["\(name).res_conv.weight"] != nil else { return nil }
        return try checkpoint.headsOfWidth(fixedHeadWidth, "\(name).to_qkv.weight", inputs: width)
    }

    static func tensors(_ name: String, _ configuration: Configuration) -> [TensorLaw] {
        let (D, inner) = (configuration.latentDimension, configuration.innerDimension)
        let convolution = TensorLaw(
            name: "\(name).res_conv.weight", shape: [configuration.heads, 1, convolutionWidth, 1],
            law: .uniform(inputs: convolutionWidth))
        return TensorLaw.linear("\(name).to_qkv", 3 * inner, D, hasBias: false)
            + TensorLaw.linear("\(name).to_out.0", D, inner) + [convolution]
    }

    /// An input and a value.
    static func keptFloats(_ configuration: Configuration) -> Int {
        configuration.latentDimension + configuration.innerDimension
    }

    /// Weights of landmarks and outputs.
    static func scratchFloats(_ configuration: Configuration) -> Int {
        Workspace.floats(configuration.heads * landmarks) + Workspace.floats(configuration.innerDimension)
    }

    /// Two matrices of landmarks' weights, outputs and queries, and one number a head. Bags of one tile take two.
    static func backwardScratchFloats(_ configuration: Configuration) -> Int {
        2 * Workspace.floats(configuration.heads * landmarks) + 2 * Workspace.floats(configuration.innerDimension)
            + 2 * Workspace.floats(configuration.heads)
    }

    init(_ weights: WeightReader, _ name: String, _ configuration: Configuration) throws {
        let width = configuration.innerDimension
        func third(_ part: Int) -> Range<Int> { part * width..<(part + 1) * width }
        self.init(
            heads: configuration.heads, query: try weights.matrix("\(name).to_qkv.weight", rows: third(0)),
            key: try weights.matrix("\(name).to_qkv.weight", rows: third(1)),
            value: try weights.linear("\(name).to_qkv", outputs: third(2), hasBias: false),
            convolution: try weights.vector("\(name).res_conv.weight"),
            output: try weights.linear("\(name).to_out.0"))
    }
}
