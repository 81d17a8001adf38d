/// A kind of attention, and all that the rest of the library must know of it. Each has a folder of its own here.
///
/// A new mechanism is one folder with a type that conforms to this protocol, and one case of ``Configuration/Attention-swift.enum``.
protocol Mechanism: Attention {
    /// Whether queries and keys pass through ``Configuration/activation``.
    static var usesActivation: Bool { get }
    /// Whether the published package returns an attention for the tiles, the `attn` score.
    static var hasPackageAttention: Bool { get }

    /// Whether so many heads can share vectors of this width, `D`.
    static func accepts(heads: Int, width: Int) -> Bool
    /// The width of one head, `d`.
    static func headDimension(heads: Int, width: Int) -> Int
    /// How many of a slide's tiles the class token attends to in one block.
    static func tilesSeenByClassToken(of tileCount: Int, heads: Int) -> Int

    /// Recognises the mechanism in a checkpoint by the tensors of a block's attention, and returns the number of heads;
    /// nil if the checkpoint is another mechanism's.
    ///
    /// - Parameters:
    ///   - name: what the tensors' names begin with, `transformer.0.attn`.
    ///   - width: the width of a token's vector, `D`.
    static func heads(in checkpoint: Checkpoint, _ name: String, width: Int) throws(ModelError) -> Int?
    /// The tensors of a block's attention in the package's order, and how PyTorch initialises them.
    static func tensors(_ name: String, _ configuration: Configuration) -> [TensorLaw]

    /// How many floats of each token the attention keeps until the block is finished.
    static func keptFloats(_ configuration: Configuration) -> Int
    /// How many floats of a workspace the attention takes at most for a block of rows.
    static func scratchFloats(_ configuration: Configuration) -> Int

    /// How many floats of a workspace the attention's derivative takes at most for a block of rows, with what the attention
    /// itself takes.
    static func backwardScratchFloats(_ configuration: Configuration) -> Int

    /// Reads a block's attention. The checkpoint's names and shapes have been checked.
    init(_ weights: WeightReader, _ name: String, _ configuration: Configuration) throws
    /// Reads the last block's attention under pooling `cls`.
    static func readout(
        _ weights: WeightReader, _ name: String, _ configuration: Configuration
    ) throws -> any Readout
}

extension Mechanism {
    static func readout(
        _ weights: WeightReader, _ name: String, _ configuration: Configuration
    ) throws -> any Readout {
        AttentionReadout(attention: try Self(weights, name, configuration))
    }
}

extension Configuration.Attention {
    /// The mechanism's type.
    var mechanism: any Mechanism.Type {
        switch self {
        case .linear: LinearAttention.self
        case .softmax: SoftmaxAttention.self
        case .nystrom: NystromAttention.self
        case .dilated: DilatedAttention.self
        }
    }

    /// Whether the published package returns an attention for the tiles, the `attn` score.
    public var hasPackageAttention: Bool { mechanism.hasPackageAttention }
}

extension Configuration {
    /// Returns how many of a slide's tiles the class token attends to in one block. Dilated attention sees only every other
    /// one of the first 127, whatever the slide shows there; the others' `cls` score is 0. All other mechanisms see all tiles.
    public func tilesSeenByClassToken(of tileCount: Int) -> Int {
        attention.mechanism.tilesSeenByClassToken(of: tileCount, heads: heads)
    }
}
