/// The shape of a Lin-MIL model: everything that its forward pass depends on besides the weights.
///
/// The corresponding PyTorch lines are `Config(...)` and `Lin_MIL(num_classes=, input_dim=, config=, heads=)`; the
/// defaults are the package's:
///
/// | PyTorch | here |
/// |---|---|
/// | `num_classes`, `input_dim` | ``classes``, ``inputDimension`` |
/// | `latent_dim=512`, `transformer_depth=4`, `heads=8` | ``latentDimension``, ``depth``, ``heads`` |
/// | `act='ReLU'`, `attention='linear'`, `pooling='cls'` | ``activation``, ``attention-swift.property``, ``pooling-swift.property`` |
/// | `pos_enc=None` | ``Model/positionalEncoding`` |
/// | `dropout`, `emb_dropout` | none: identities once a model is trained |
/// | `ablation` | none: true for every attention but linear; the ablation's `linear` is linear attention with ReLU |
///
/// ```swift
/// let configuration = Configuration(inputDimension: 1024, classes: 2, attention: .nystrom, pooling: .mean)
/// let model = try Model(random: configuration, seed: 1)
/// ```
public struct Configuration: Sendable, Equatable {
    /// How tiles exchange information.
    public enum Attention: String, Sendable, CaseIterable {
        /// Linear attention: `phi(q) (phi(k)^T v)`, no matrix of tiles by tiles.
        case linear
        /// Softmax attention of every tile on every tile.
        case softmax
        /// Nystromformer: softmax attention by way of 64 landmarks.
        case nystrom
        /// LongNet's dilated attention: softmax inside segments of 128, 64 and 32, thinned 2, 4 and 8 times.
        case dilated
    }

    /// How one vector for the slide is made of all tokens.
    public enum Pooling: String, Sendable, CaseIterable {
        /// The class token's vector after the last block.
        case cls
        /// The mean of the tiles' vectors after the last block.
        case mean
    }

    /// The width of a tile's features, `F`.
    public var inputDimension: Int
    /// The width of a tile's vector inside the model, `D`.
    public var latentDimension: Int
    /// The number of transformer blocks.
    public var depth: Int
    /// The number of attention heads, `H`.
    public var heads: Int
    /// The number of classes, `C`.
    public var classes: Int
    /// The function `phi` that queries and keys pass through.
    public var activation: Activation
    /// How tiles exchange information.
    public var attention: Attention
    /// How one vector for the slide is made of all tokens.
    public var pooling: Pooling

    /// Makes a configuration with the published package's defaults.
    public init(
        inputDimension: Int, classes: Int, latentDimension: Int = 512, depth: Int = 4, heads: Int = 8,
        activation: Activation = .relu, attention: Attention = .linear, pooling: Pooling = .cls
    ) {
        self.inputDimension = inputDimension
        self.latentDimension = latentDimension
        self.depth = depth
        self.heads = heads
        self.classes = classes
        self.activation = activation
        self.attention = attention
        self.pooling = pooling
    }

    /// The width of one head, `d`: `D / H`, or what the mechanism fixes.
    var headDimension: Int { attention.mechanism.headDimension(heads: heads, width: latentDimension) }
    /// The width of all heads together.
    var innerDimension: Int { heads * headDimension }
    /// The width of the multi-layer perceptron's hidden layer, `4 D`.
    var hiddenDimension: Int { 4 * latentDimension }
}
