/// What the score of a tile says, and where in the model it is read.
///
///     let output = try model.forward(features, scores: [.cls])
///     output.scores[.cls]  // [tiles]
public struct Score: Sendable, Hashable, Codable {
    /// What is computed. The kinds differ in meaning, and on a trained model they hardly correlate.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The class token's attention on the tile: the mean over heads of
        /// `phi(q_cls) . phi(k_j) / max(sum_i phi(q_cls) . phi(k_i), 100)`. The prediction is read from the class token.
        /// The sum includes the class token itself, so the tiles' weights may add up to less than 1.
        case cls
        /// What the published package returns as `attn`: the tile's own `q (k^T v) temperature` before the division, mean
        /// over heads and channels. It is signed and grows with the number of tiles; it is not the attention that the
        /// class token pays to the tile.
        case attn
    }

    /// What is computed.
    public var kind: Kind
    /// The class that the score speaks of, counted from 0; nil for a kind that knows no class.
    public var `class`: Int?
    /// The transformer block that the score is read from, counted from 0; nil for the last one.
    public var block: Int?
    /// The attention head, counted from 0; nil for the mean over heads.
    public var head: Int?

    /// Describes a score.
    public init(_ kind: Kind, class: Int? = nil, block: Int? = nil, head: Int? = nil) {
        (self.kind, self.class, self.block, self.head) = (kind, `class`, block, head)
    }

    /// The class token's attention in the last block, mean over heads.
    public static let cls = Score(.cls)
    /// The package's `attn`, of the last block, mean over heads.
    public static let attn = Score(.attn)

    /// Returns the score with the number of its block, in a model of `depth` blocks.
    public func resolved(depth: Int) -> Score {
        var score = self
        score.block = block ?? depth - 1
        return score
    }
}
