/// A block's attention in a bag of one tile, for many such bags at once: the tile, and the class token if there is one,
/// attend to each other and to nothing else.
protocol PairAttention: Sendable {
    /// Adds what attention gives to the tiles and to their class tokens, after the output projection.
    ///
    /// - Parameters:
    ///   - tiles: the tiles of the bags, and below them their class tokens if there are any. [bags or 2 bags, D]
    ///   - y: their normalised vectors. [bags or 2 bags, D]
    ///   - bags: how many bags there are.
    ///   - onlyClassTokens: whether only the class tokens receive, as in the last block under pooling `cls`.
    func add(to x: Rows, from y: Rows, bags: Int, onlyClassTokens: Bool, _ work: Workspace)
}
