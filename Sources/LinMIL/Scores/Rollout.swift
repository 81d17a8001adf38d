/// Attention rollout: `r <- (r A + r) / 2` from the last block to the first, where A is a block's attention, mean over heads.
///
/// It begins with the class token alone, or with every tile alike under pooling `mean`. Abnar and Zuidema, arXiv 2005.00928.
struct Rollout: Sendable {
    let model: Model
    /// As the forward pass leaves it, before any backward pass.
    let tape: Tape
    let workers: Workers
    let tiles: Int

    private var firstTile: Int { tape.firstTile }

    /// The block whose tokens have all handed on their shares.
    private struct Above {
        let index: Int
        let attention: any CompleteRolloutAttention
    }

    /// Returns each tile's share. [tiles]
    func run() throws -> [Float] {
        let shares = try Matrix(tiles, 1)
        let token = try begin(shares)  // [1, 1]; nil without a class token
        var above: Above?
        for index in model.blocks.indices.reversed() {
            let block = try tape.completeBlock(index, of: model, workers)
            let sweep = workers.sweep(over: tiles, sumBytes: block.block.attention.sumBytes)
            let rollout = try block.attention.rollout(chunks: sweep.chunkCount)
            try sweep.run { [above] rows, work, chunk in
                var work = work
                let x = tape.rows(rows, entering: index, &work)
                if let above { finish(shares[rows], at: rows, of: above, from: x, work) }
                let y = block.block.normalised(x, &work)
                rollout.gather(shares[rows], from: y, at: firstTile + rows.lowerBound, chunk: chunk, work)
            }
            if let token {
                var work = workers.own
                if let above { halve(token.rows, from: tape.tokens[above.index].rows, at: 0, above, work) }
                let y = block.block.normalised(tape.tokens[index].rows, &work)
                rollout.gather(token.rows, from: y, at: 0, chunk: 0, work)
            }
            above = Above(index: index, attention: try rollout.complete(workers.inside(block: index)))
        }
        if let above {
            try workers.sweep(over: tiles).run { rows, work, _ in
                var work = work
                let x = tape.inputs[0].tiles(rows, &work)
                finish(shares[rows], at: rows, of: above, from: x, work)
            }
        }
        return shares.values
    }

    /// The shares after the last block under pooling `cls`; else every tile's before it. shares [tiles, 1]
    private func begin(_ shares: Matrix) throws -> Matrix? {
        guard let readout = tape.readout, let token = tape.tokens.last else {
            shares.rows.fill(1 / Float(tiles))
            return nil
        }
        let weights = try readout.attention.weights(workers)
        try workers.sweep(over: tiles).run { rows, work, _ in
            var work = work
            let x = tape.inputs[readout.block.index].tiles(rows, &work)
            weights.writeHalfMean(
                of: readout.block.normalised(x, &work), at: firstTile + rows.lowerBound, work, into: shares[rows])
        }
        var work = workers.own
        let own = try Matrix(1, 1)
        weights.writeHalfMean(of: readout.block.normalised(token.rows, &work), at: 0, work, into: own.rows)
        return try Matrix(1, 1, [own.values[0] + 0.5])
    }

    /// `r <- (r A + r) / 2` for some tiles. shares [rows, 1]
    ///
    /// - Parameter x: the tiles as they enter the block below; if there is none, as they enter this one. [rows, D]
    private func finish(_ shares: Rows, at rows: Range<Int>, of above: Above, from x: Rows, _ work: Workspace) {
        var work = work
        let input = tape.rows(rows, entering: above.index, from: x, &work)
        halve(shares, from: input, at: firstTile + rows.lowerBound, above, work)
    }

    /// `r <- (r A + r) / 2` for some tokens. x [rows, D], shares [rows, 1]
    private func halve(_ shares: Rows, from x: Rows, at position: Int, _ above: Above, _ work: Workspace) {
        var work = work
        let y = model.blocks[above.index].normalised(x, &work)
        let paid = work.rows(x.count, 1)
        above.attention.write(to: paid, from: y, at: position, work)
        shares.add(paid)
        shares.scale(by: 0.5)
    }
}

extension TokenWeights {
    /// Writes half the class token's attention on some tokens, mean over heads. y [rows, D] -> shares [rows, 1]
    fileprivate func writeHalfMean(of y: Rows, at position: Int, _ work: Workspace, into shares: Rows) {
        var work = work
        let w = work.rows(y.count, denominators.count)  // [rows, H]
        weigh(y, at: position, work, into: w)
        w.rowDots(with: denominators.map { 0.5 / ($0 * Float(denominators.count)) }, into: shares)
    }
}
