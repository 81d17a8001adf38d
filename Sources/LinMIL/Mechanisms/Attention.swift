/// How the tokens of a block exchange information: the part in which the mechanisms differ.
///
/// A slide passes in two stages, and each stage has a type of its own that offers only what can be done then. First every
/// token is gathered, then every token receives. The class token, if there is one, stands at position 0 of the sequence,
/// before the tiles. Every call takes rows, and any number of workers may call at once.
protocol Attention: Sendable {
    associatedtype Gathering: GatheringAttention

    /// The size in bytes of the sums that a chunk of tokens keeps for itself.
    var sumBytes: Int { get }

    /// Begins on a slide.
    ///
    /// - Parameters:
    ///   - tokens: the length of the sequence, with the class token.
    ///   - chunks: how many chunks keep sums of their own, to be added in order.
    func begin(tokens: Int, chunks: Int) throws -> Gathering

    /// The same attention in bags of one tile.
    func pair() throws -> any PairAttention
}

/// The first stage: takes in tokens, and is completed when it has seen all of them.
protocol TokenGathering: Sendable {
    associatedtype Complete: Sendable

    /// Takes in some tokens. Called once for every token; each call has a chunk that no other call uses meanwhile.
    ///
    /// - Parameters:
    ///   - y: the tokens' normalised vectors. [rows, D]
    ///   - position: where the first of them stands in the sequence.
    ///   - chunk: the chunk whose sums they are added to.
    func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace)

    /// Finishes once all tokens have been gathered. It may sweep over them again, with the workers that it is given.
    func complete(_ workers: Workers) throws -> Complete
}

/// The first stage of a block whose tokens all receive.
protocol GatheringAttention: TokenGathering where Complete: CompleteAttention {}

/// The second stage: attention that has seen all tokens.
protocol CompleteAttention: Sendable {
    /// Adds what attention gives to some tokens, after the output projection. y [rows, D], x [rows, D]
    ///
    /// - Parameters:
    ///   - y: the tokens' normalised vectors, as they were gathered.
    ///   - position: where the first of them stands in the sequence.
    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace)

    /// Prepares the attention that one query pays every token. y [1, D], the class token's normalised vector
    func weights(ofClassToken y: Rows, _ workers: Workers) throws -> any TokenWeights

    /// What the published package returns as `attn`; nil if it returns nothing for this mechanism.
    var packageAttention: (any PackageAttention)? { get }

    /// Begins to take the derivative.
    ///
    /// - Parameters:
    ///   - receivers: how many tokens hand back what they received: all, or the class token alone.
    ///   - chunks: how many chunks keep sums of their own, to be added in order.
    func backward(_ rule: BackwardRule, receivers: Int, chunks: Int) throws -> any BackwardAttention

    /// Begins to take shares of attention back.
    func rollout(chunks: Int) throws -> any RolloutAttention
}

/// The attention that the class token pays every token: `weights[j, h] / denominators[h]` in head h.
protocol TokenWeights: Sendable {
    /// What each head's weights are divided by. [H]
    var denominators: [Float] { get }

    /// Writes the weights of some tokens. y [rows, D] -> weights [rows, H]
    ///
    /// - Parameters:
    ///   - y: the tokens' normalised vectors, as they were gathered.
    ///   - position: where the first of them stands in the sequence.
    func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows)
}

/// The number that the published package returns as `attn` for each token.
protocol PackageAttention: Sendable {
    /// Writes it for some tokens. y [rows, D] -> attention [rows, 1]
    func attend(_ y: Rows, _ work: Workspace, into attention: Rows)
}
