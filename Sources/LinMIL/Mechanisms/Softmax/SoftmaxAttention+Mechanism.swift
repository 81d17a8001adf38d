extension SoftmaxAttention: Mechanism {
    static let usesActivation = false
    static let hasPackageAttention = true

    /// The width of a head, whatever the model's.
    static let headWidth = 64

    static func accepts(heads: Int, width: Int) -> Bool { heads > 0 }
    static func headDimension(heads: Int, width: Int) -> Int { headWidth }
    static func tilesSeenByClassToken(of tileCount: Int, heads: Int) -> Int { tileCount }

    static func heads(in checkpoint: Checkpoint, _ name: String, width: Int) throws(ModelError) -> Int? {
        guard checkpoint.tensors["\(name).res_conv.weight"] == nil else { return nil }
        return try checkpoint.headsOfWidth(headWidth, "\(name).to_qkv.weight", inputs: width)
    }

    static func tensors(_ name: String, _ configuration: Configuration) -> [TensorLaw] {
        let (D, inner) = (configuration.latentDimension, configuration.innerDimension)
        return TensorLaw.linear("\(name).to_qkv", 3 * inner, D, hasBias: false)
            + (hasProjection(configuration) ? TensorLaw.linear("\(name).to_out.0", D, inner) : [])
    }

    /// One head as wide as the model has no output projection.
    private static func hasProjection(_ configuration: Configuration) -> Bool {
        configuration.heads != 1 || configuration.latentDimension != headWidth
    }

    /// A key and a value.
    static func keptFloats(_ configuration: Configuration) -> Int { 2 * configuration.innerDimension }

    /// Queries, outputs, two numbers a head and a block's logits; or keys, values and rounded vectors.
    static func scratchFloats(_ configuration: Configuration) -> Int {
        2 * Workspace.floats(configuration.innerDimension) + Workspace.floats(configuration.latentDimension) + 2
            * Workspace.floats(configuration.heads)
            + Workspace.floats(blockKeys)
    }

    /// What a block of tokens hands on: queries, outputs, two numbers a head; then two blocks of weights, a block's keys and
    /// values, and the derivatives. What it is paid takes less, and so do bags of one tile.
    static func backwardScratchFloats(_ configuration: Configuration) -> Int {
        4 * Workspace.floats(configuration.innerDimension) + 3 * Workspace.floats(configuration.heads)
            + max(Workspace.floats(blockKeys), 2 * Workspace.floats(Sweep.blockRows, rows: blockKeys))
            + 2 * Workspace.floats(headWidth, rows: blockKeys)
    }

    init(_ weights: WeightReader, _ name: String, _ configuration: Configuration) throws {
        let inner = configuration.innerDimension
        func third(_ part: Int) -> Range<Int> { part * inner..<(part + 1) * inner }
        let query = try weights.matrix("\(name).to_qkv.weight", rows: third(0))
        let scaled = try Matrix(query.rowCount, query.columns)
        scaled.rows.add(query.rows, times: 1 / Float(Self.headWidth).squareRoot())
        self.init(
            heads: configuration.heads, query: try Linear(scaled.rows, bias: nil, precision: weights.precision),
            key: try weights.linear("\(name).to_qkv", outputs: third(1), hasBias: false),
            value: try weights.linear("\(name).to_qkv", outputs: third(2), hasBias: false),
            projection: Self.hasProjection(configuration) ? try weights.linear("\(name).to_out.0") : nil)
    }
}
