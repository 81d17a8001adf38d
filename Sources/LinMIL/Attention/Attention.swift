/// How the tokens of a block exchange information: the part in which the four mechanisms differ.
///
/// On one slide it goes in two passes over the tokens, with a type for each stage that offers only what can be done then:
/// `begin`, every token is gathered, `complete`, every token receives. The class token, where there is one, stands at
/// position 0 of the sequence, before the tiles.
protocol Attention: Sendable {
    /// The size in bytes of the sums that a chunk of tokens keeps for itself.
    var sumBytes: Int { get }

    /// Begins on a slide.
    ///
    /// - Parameters:
    ///   - tokens: the length of the sequence, with the class token.
    ///   - chunks: how many chunks keep sums of their own, to be added in order.
    func begin(tokens: Int, chunks: Int) throws -> any GatheringAttention
}

/// An attention that has not seen all tokens yet.
protocol GatheringAttention: Sendable {
    /// Takes in some tokens. Called for all tokens once, by several workers at once, each with rows and a chunk of its own.
    ///
    /// - Parameters:
    ///   - y: the tokens' normalised vectors. [rows, D]
    ///   - position: where the first of them stands in the sequence.
    ///   - chunk: the chunk whose sums they are added to.
    func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace)

    /// Draws the conclusion, once all tokens have been gathered.
    func complete() throws -> any CompleteAttention
}

/// An attention that has seen all tokens.
protocol CompleteAttention: Sendable {
    /// Adds what attention gives to some tokens, after the output projection. y, x [rows, D]
    ///
    /// - Parameters:
    ///   - y: the tokens' normalised vectors, as they were gathered; may be overwritten.
    ///   - position: where the first of them stands in the sequence.
    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace)

    /// Returns the class token's attention on every token, the mean over heads. -> [tokens]
    func classAttention() throws -> [Float]

    /// Writes the package's `attn` of some tokens, where the mechanism has one. y [rows, D] -> [rows, 1]
    func packageAttention(of y: Rows, at position: Int, _ work: Workspace, into attention: Rows)
}
