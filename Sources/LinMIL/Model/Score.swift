/// What a tile's score says. The two differ in kind, and on a trained model they hardly correlate.
public enum Score: String, Sendable, CaseIterable {
    /// The class token's attention on the tile in the last block: the mean over heads of
    /// `phi(q_cls) . phi(k_j) / max(sum_i phi(q_cls) . phi(k_i), 100)`. What the prediction was read from. The sum
    /// includes the class token itself, so the tiles' weights may add up to less than 1.
    case cls
    /// What the published package returns as `attn`: the tile's own `q (k^T v) temperature` in the last block before
    /// the division, mean over heads and channels. Signed, and it grows with the number of tiles; it is not the
    /// attention that the class token pays.
    case attn
}
