/// What each tile's value in the last block contributes to a class's log-odds: `sum_h w_h v . do`, with the class token's
/// weights w and the derivative do by its output, 1/std and GELU's gate held constant. Tiles and class token add up to `o . do`.
struct Evidence {
    let scores: [Float]  // [tiles]
    let parts: ScoreParts

    /// - Parameters:
    ///   - tape: as the forward pass leaves it, before any backward pass.
    ///   - head: the derivative of the class's log-odds by the slide's vector.
    init(_ tape: Tape, _ workers: Workers, from head: HeadBackward) throws {
        guard let readout = tape.readout, let token = tape.tokens.last else {
            preconditionFailure("evidence without a class token")
        }
        let (block, tiles) = (readout.block, tape.inputs.shared.rowCount)
        let sweep = workers.sweep(over: tiles)
        let attention = try ReadoutBackward(
            readout, .relevance, token: token, gradient: head.gradient, chunks: sweep.chunkCount, workers
        ).attention
        let scores = try Matrix(tiles, 1)
        try sweep.run { rows, work, _ in
            var work = work
            let y = block.normalised(tape.inputs[block.index].tiles(rows, &work), &work)
            attention.writeEvidence(of: y, at: 1 + rows.lowerBound, work, into: scores[rows])
        }
        var work = workers.own
        let own = try Matrix(1, 1)
        attention.writeEvidence(of: block.normalised(token.rows, &work), at: 0, work, into: own.rows)
        self.scores = scores.values
        parts = ScoreParts(classToken: own.values[0], biases: 0, target: Float(attention.evidenceTarget))
    }
}
