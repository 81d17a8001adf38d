/// A Lin-MIL model, ready to run: weights packed for the kernels. Any number of threads may use one.
///
/// ```swift
/// let model = try Model(readingFrom: "model.safetensors")
/// let output = try model.forward(features, scores: [.cls, .attn], threads: 2)  // features [tiles, F]
/// print(model.classNames, output.logits)  // [C]
/// ```
///
/// The corresponding PyTorch class is `lin_mil.Lin_MIL`, in evaluation mode.
public struct Model: Sendable {
    /// The model's shape.
    public let configuration: Configuration
    /// The classes' names in the order of the logits; `class 0`, `class 1` ... where the checkpoint has none. The class of
    /// a single output is then `class 1`, for its labels are 0 and 1. [C]
    public let classNames: [String]
    /// What the logits are.
    public let output: OutputKind
    /// Where the weights came from: the checkpoint's path.
    public let source: String
    /// Whether the activation is ReLU because neither the caller nor the checkpoint tells it. Attention without an activation
    /// assumes none.
    public let assumesActivation: Bool
    /// What puts the tiles' coordinates into their vectors; nil, the package's default, for nothing. No checkpoint
    /// records it: set it to what the model was trained with.
    public var positionalEncoding: PositionalEncoding?

    /// The numbers in which the layers that all tiles pass are multiplied.
    public var precision: Precision { projection.precision }

    let projection: Linear  // [D, F]
    /// The blocks that all tokens pass: all of them, but with pooling `cls` not the last.
    let blocks: [TransformerBlock<any Attention>]
    let pooling: Pooling
    let norm: LayerNorm
    let headNorm: LayerNorm
    let head: Linear  // [C, D]

    /// How one vector for the slide is made of all tokens.
    enum Pooling: Sendable {
        /// The mean over the tiles.
        case mean
        /// A token of its own, which begins as a learned vector [D] and alone receives in the last block.
        case classToken([Float], last: TransformerBlock<any Readout>)
    }
}
