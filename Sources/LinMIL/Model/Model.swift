/// A Lin-MIL model, ready to run: weights packed for the kernels. Any number of threads may use one.
///
/// The corresponding PyTorch class is `lin_mil.Lin_MIL`, in evaluation mode.
public struct Model: Sendable {
    /// The model's shape.
    public let configuration: Configuration
    /// The classes' names in the order of the logits; `class 0`, `class 1` ... where the checkpoint has none. [C]
    public let classNames: [String]
    /// Where the weights came from: the checkpoint's path.
    public let source: String
    /// What puts the tiles' coordinates into their vectors; nil, the package's default, for nothing. No checkpoint
    /// records it: set it to what the model was trained with.
    public var positionalEncoding: PositionalEncoding?

    let projection: Linear  // [D, F]
    let classToken: [Float]?  // [D], with pooling `cls`
    let blocks: [TransformerBlock]
    let lastBlock: LastLinearBlock?  // the last of `blocks`, with linear attention and pooling `cls`
    let norm: LayerNorm
    let headNorm: LayerNorm
    let head: Linear  // [C, D]
}
