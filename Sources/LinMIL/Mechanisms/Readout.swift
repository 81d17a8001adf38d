/// Attention in the last block under pooling `cls`, where only the class token receives.
///
/// A mechanism may know a shorter way than its full attention, as linear attention does (``LinearReadout``). For the others
/// ``AttentionReadout`` does the job.
protocol Readout: Sendable {
    associatedtype Gathering: GatheringReadout

    /// The size in bytes of the sums that a chunk of tokens keeps for itself.
    var sumBytes: Int { get }

    /// Begins on a slide with the class token; the tiles are gathered afterwards.
    ///
    /// - Parameters:
    ///   - y: the class token's normalised vector. [1, D]
    ///   - tokens: the length of the sequence, with the class token.
    ///   - chunks: how many chunks keep sums of their own, to be added in order.
    ///   - needsPackageAttention: whether `packageAttention` will be asked for.
    func begin(
        classToken y: Rows, tokens: Int, chunks: Int, needsPackageAttention: Bool, _ work: Workspace
    ) throws -> Gathering

    /// The same attention in bags of one tile.
    func pair() throws -> any PairAttention
}

/// The first stage of a block in which only the class token receives.
protocol GatheringReadout: TokenGathering where Complete: CompleteReadout {}

/// The second stage of a block in which only the class token receives.
protocol CompleteReadout: Sendable {
    /// Adds what attention gives to the class token, after the output projection. x [1, D]
    func addToClassToken(_ x: Rows, _ work: Workspace)

    /// Prepares the attention that the class token pays every token.
    func weights(_ workers: Workers) throws -> any TokenWeights

    /// What the published package returns as `attn`; nil if it returns nothing for this mechanism.
    var packageAttention: (any PackageAttention)? { get }

    /// Takes the derivative.
    ///
    /// - Parameters:
    ///   - gradient: the derivative by the class token after attention. [1, D]
    ///   - chunks: how many chunks keep sums of their own, to be added in order.
    func backward(
        _ rule: BackwardRule, gradient: Rows, chunks: Int, _ workers: Workers
    ) throws -> any BackwardReadout
}

/// The readout of a mechanism without a shorter way: its attention, of which only the class token receives.
struct AttentionReadout<Full: Attention>: Readout {
    let attention: Full

    var sumBytes: Int { attention.sumBytes }

    func pair() throws -> any PairAttention { try attention.pair() }

    func begin(
        classToken y: Rows, tokens: Int, chunks: Int, needsPackageAttention: Bool, _ work: Workspace
    ) throws -> Gathering {
        let classToken = try Matrix(1, y.columns, y.values)
        let gathering = try attention.begin(tokens: tokens, chunks: chunks)
        gathering.gather(classToken.rows, at: 0, chunk: 0, work)
        return Gathering(full: gathering, classToken: classToken)
    }

    struct Gathering: GatheringReadout {
        let full: Full.Gathering
        let classToken: Matrix  // [1, D]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            full.gather(y, at: position, chunk: chunk, work)
        }

        func complete(_ workers: Workers) throws -> Complete {
            Complete(full: try full.complete(workers), classToken: classToken)
        }
    }

    struct Complete: CompleteReadout {
        let full: Full.Gathering.Complete
        let classToken: Matrix  // [1, D]

        func addToClassToken(_ x: Rows, _ work: Workspace) { full.add(to: x, from: classToken.rows, at: 0, work) }

        func weights(_ workers: Workers) throws -> any TokenWeights {
            try full.weights(ofClassToken: classToken.rows, workers)
        }

        var packageAttention: (any PackageAttention)? { full.packageAttention }

        func backward(
            _ rule: BackwardRule, gradient: Rows, chunks: Int, _ workers: Workers
        ) throws -> any BackwardReadout {
            try AttentionReadoutBackward(
                full, rule, gradient: gradient, classToken: classToken, chunks: chunks, workers)
        }
    }
}
