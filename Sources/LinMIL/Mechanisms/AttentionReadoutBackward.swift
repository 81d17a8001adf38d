/// The derivative of a readout without a shorter way: its attention's, of which only the class token received.
struct AttentionReadoutBackward: BackwardReadout {
    private let complete: any CompleteBackwardAttention
    private let own: Matrix  // [1, D], what comes back to the class token by way of its query
    let evidenceTarget: Double

    /// - Parameters:
    ///   - gradient: the derivative by the class token after attention. [1, D]
    ///   - classToken: the class token's normalised vector. [1, D]
    ///   - chunks: how many chunks keep sums of their own.
    init(
        _ attention: any CompleteAttention, _ rule: BackwardRule, gradient: Rows, classToken: Matrix, chunks: Int,
        _ workers: Workers
    ) throws {
        let backward = try attention.backward(rule, receivers: 1, chunks: chunks)
        let output = try Matrix(1, gradient.columns)  // what attention gives to the class token
        own = try Matrix(1, gradient.columns)
        backward.gather(
            gradient, through: output.rows, from: classToken.rows, into: own.rows, at: 0, chunk: 0, workers.own
        ) { _ in }
        complete = try backward.complete(workers)
        // These mechanisms have no biases but the projection's, which are no token's value.
        evidenceTarget = gradient.dot(output.rows) - complete.biases
    }

    var biases: Double { complete.biases }

    func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
        complete.add(to: dy, from: y, at: position, chunk: chunk, work)
    }

    func addToClassToken(_ dy: Rows, from y: Rows, _ work: Workspace) { dy.add(own.rows) }

    /// With the weights held constant, the derivative by y is `sum_h w_h W_v^T do`, and the value is `W_v y`.
    func writeEvidence(of y: Rows, at position: Int, _ work: Workspace, into evidence: Rows) {
        var work = work
        let dy = work.rows(y.count, y.columns)
        dy.fill(0)
        complete.add(to: dy, from: y, at: position, chunk: 0, work)
        dy.headDots(with: y, into: evidence)
    }
}
