extension DilatedAttention: Mechanism {
    static let usesActivation = false
    static let hasPackageAttention = false

    static func accepts(heads: Int, width: Int) -> Bool { heads > 0 && width % heads == 0 }
    static func headDimension(heads: Int, width: Int) -> Int { width / heads }

    static func tilesSeenByClassToken(of tileCount: Int, heads: Int) -> Int {
        let tokens = tileCount + 1
        let seen = (0..<heads).flatMap { DilatedBranch.seenByClassToken(head: $0, of: heads, tokens: tokens) }
        return Set(seen.filter { (1..<tokens).contains($0) }).count
    }

    /// It has no tensors, so nothing tells the number of heads but `heads` in the metadata; else it is the package's 8.
    static func heads(in checkpoint: Checkpoint, _ name: String, width D: Int) throws(ModelError) -> Int? {
        guard !checkpoint.tensors.keys.contains(where: { $0.hasPrefix("\(name).") }),
            checkpoint.tensors["transformer.0.norm1.weight"] != nil
        else { return nil }
        let heads = checkpoint.recordedHeads() ?? 8
        guard accepts(heads: heads, width: D) else {
            throw .wrongShape(
                path: checkpoint.path, tensor: "projection.weight", found: [D],
                expected: "a multiple of \(heads) heads for dilated attention")
        }
        return heads
    }

    static func tensors(_ name: String, _ configuration: Configuration) -> [TensorLaw] { [] }

    /// An input.
    static func keptFloats(_ configuration: Configuration) -> Int { configuration.latentDimension }

    /// Outputs and a log-sum-exp for each head; of one segment keys, weights and outputs.
    static func scratchFloats(_ configuration: Configuration) -> Int {
        let most = DilatedBranch.mostSeen
        return Workspace.floats(configuration.latentDimension) + Workspace.floats(configuration.heads)
            + 2 * Workspace.floats(configuration.headDimension, rows: most) + Workspace.floats(most, rows: most)
    }

    /// Outputs and a log-sum-exp for each head; of one segment keys, what was handed back and what is paid for it, two matrices
    /// of weights and two numbers for each receiver.
    static func backwardScratchFloats(_ configuration: Configuration) -> Int {
        let most = DilatedBranch.mostSeen
        return Workspace.floats(configuration.latentDimension) + Workspace.floats(configuration.heads)
            + 3 * Workspace.floats(configuration.headDimension, rows: most) + 2 * Workspace.floats(most, rows: most)
            + 2 * Workspace.floats(1, rows: most)
    }

    init(_ weights: WeightReader, _ name: String, _ configuration: Configuration) throws {
        self.init(heads: configuration.heads, width: configuration.latentDimension)
    }
}
