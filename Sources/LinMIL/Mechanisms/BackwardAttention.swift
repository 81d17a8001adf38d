/// What is held constant when a derivative goes back through a model.
enum BackwardRule: Sendable {
    /// Nothing: the exact derivative.
    case derivative
    /// Attention weights, LayerNorm's 1/std and GELU's gate: the parts of gradient x input then add up.
    case relevance

    /// Whether LayerNorm's 1/std and GELU's gate are held constant.
    var holdsScales: Bool { self == .relevance }
}

/// The derivative of a block's attention, in two stages like the attention itself: first every token hands back what it
/// received, then every token gets what it gave. A bar in EXPLAIN's notation is a `d` here: `dy` is the derivative by y.
protocol BackwardAttention: Sendable {
    /// Takes in the derivative at some tokens. Attention gives to them once more on the way, since what follows it in the
    /// block needs that.
    ///
    /// - Parameters:
    ///   - dx: the derivative by the block's output, which `rest` turns into the one by `x` after attention. [rows, D]
    ///   - x: the tokens as they enter the block, and then after attention. [rows, D]
    ///   - y: the tokens' normalised vectors. [rows, D]
    ///   - dy: receives what comes to these tokens' own `y` by way of their queries; adds to it. [rows, D]
    ///   - position: where the first of them stands in the sequence.
    ///   - chunk: the chunk whose sums they are added to.
    ///   - rest: the rest of the block, back to attention's output.
    func gather(
        _ dx: Rows, through x: Rows, from y: Rows, into dy: Rows, at position: Int, chunk: Int, _ work: Workspace,
        rest: (Workspace) -> Void)

    /// Finishes once all tokens that received have been gathered.
    func complete(_ workers: Workers) throws -> any CompleteBackwardAttention
}

/// The derivative of a block's attention, once every token has handed back what it received.
protocol CompleteBackwardAttention: Sendable {
    /// Adds what comes back to some tokens for what they gave. y [rows, D] -> dy [rows, D]
    ///
    /// - Parameters:
    ///   - position: where the first of them stands in the sequence.
    ///   - chunk: the chunk whose sums they are added to, if the derivative keeps any.
    func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace)

    /// What attention's own biases take, each times its derivative, once the tokens have been added.
    var biases: Double { get }
}

/// The derivative of the last block's attention under pooling `cls`, where only the class token received.
protocol BackwardReadout: CompleteBackwardAttention {
    /// Adds what comes back to the class token for what it received. After all tokens have been added.
    /// y [1, D] -> dy [1, D]
    func addToClassToken(_ dy: Rows, from y: Rows, _ work: Workspace)

    /// Writes what each token's value contributes: its weight times `v . do`. y [rows, D] -> evidence [rows, 1]
    func writeEvidence(of y: Rows, at position: Int, _ work: Workspace, into evidence: Rows)

    /// What all tokens' evidence adds up to, `o . do` of the class token.
    var evidenceTarget: Double { get }
}

/// Shares of attention on their way back through a block, `r A` with A the mean over heads: first every token hands on its
/// share, then every token gets what is paid to it.
protocol RolloutAttention: Sendable {
    /// Takes in some tokens' shares. y [rows, D], shares [rows, 1]
    func gather(_ shares: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace)

    /// Finishes once all tokens have been gathered.
    func complete(_ workers: Workers) throws -> any CompleteRolloutAttention
}

/// Shares of attention that every token has handed on.
protocol CompleteRolloutAttention: Sendable {
    /// Writes what is paid to some tokens. y [rows, D] -> shares [rows, 1]
    func write(to shares: Rows, from y: Rows, at position: Int, _ work: Workspace)
}
