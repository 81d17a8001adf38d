/// A block's attention in a bag of one tile, for many such bags at once: the tile, and the class token if there is one,
/// attend to each other and to nothing else.
protocol PairAttention: Sendable {
    /// Adds what attention gives to the tiles and to their class tokens, after the output projection.
    ///
    /// - Parameters:
    ///   - tiles: the tiles of the bags, and below them their class tokens if there are any. [bags or 2 bags, D]
    ///   - y: their normalised vectors. [bags or 2 bags, D]
    ///   - bags: how many bags there are.
    ///   - place: which block it is.
    func add(to x: Rows, from y: Rows, bags: Int, _ place: PairPlace, _ work: Workspace)
}

/// What a block's place says of bags of one tile.
struct PairPlace {
    /// Whether all class tokens are still alike, as in the first block.
    let classTokensAreAlike: Bool
    /// Whether only the class tokens receive, as in the last block under pooling `cls`.
    let onlyClassTokensReceive: Bool
}

extension Linear {
    /// Writes `activation(x W^T + b)` of the tokens of bags; class tokens that are alike are computed once.
    /// x [bags or 2 bags, inputs] -> y [bags or 2 bags, outputs]
    func apply(toPairs x: Rows, bags: Int, _ place: PairPlace, into y: Rows, activation: Activation? = nil) {
        guard place.classTokensAreAlike, x.count > bags else { return apply(to: x, into: y, activation: activation) }
        apply(to: x.rows(0..<bags + 1), into: y.rows(0..<bags + 1), activation: activation)
        y.rows(bags + 1..<y.count).copyToEach(y.rows(bags..<bags + 1))
    }
}
