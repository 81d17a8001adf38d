/// What the sweep of one block of a backward pass finishes first: the block above it, or the slide's pooling.
struct BlockAbove: Sendable {
    private let kind: Kind
    /// The derivative by the class token, as far as it is known; nil without one. [1, D]
    let token: Matrix?

    private enum Kind: Sendable {
        /// Pooling `mean`: the same derivative for every tile. [1, D]
        case mean(Matrix)
        /// The last block under pooling `cls`, where tiles only gave.
        case readout(Int, BlockReturn, any BackwardReadout)
        case block(Int, BlockReturn)
    }

    /// - Parameter gradient: the derivative by the slide's vector. [1, D]
    init(meanOf tiles: Int, _ gradient: Matrix) throws(ModelError) {
        let share = try Matrix(1, gradient.columns)
        share.rows.add(gradient.rows, times: 1 / Float(tiles))
        (kind, token) = (.mean(share), nil)
    }

    init(readout index: Int, _ back: BlockReturn, _ backward: any BackwardReadout, token: Matrix) {
        (kind, self.token) = (.readout(index, back, backward), token)
    }

    init(block index: Int, _ back: BlockReturn, token: Matrix?) {
        (kind, self.token) = (.block(index, back), token)
    }

    /// Finishes some tiles: dx becomes the derivative by their vectors as they enter the block above. dx [rows, D]
    ///
    /// - Parameters:
    ///   - x: the tiles as they enter the block below; if there is none, as they enter this one. [rows, D]
    func finish(_ dx: Rows, at rows: Range<Int>, chunk: Int, from x: Rows, _ tape: Tape, _ work: Workspace) {
        switch kind {
        case .mean(let share):
            dx.copyToEach(share.rows)
        case .readout(let index, let back, _):
            dx.fill(0)
            add(back, index, to: dx, at: rows, chunk: chunk, from: x, tape, work)
        case .block(let index, let back):
            add(back, index, to: dx, at: rows, chunk: chunk, from: x, tape, work)
        }
    }

    private func add(
        _ back: BlockReturn, _ index: Int, to dx: Rows, at rows: Range<Int>, chunk: Int, from x: Rows, _ tape: Tape,
        _ work: Workspace
    ) {
        var work = work
        let input = tape.rows(rows, entering: index, from: x, &work)
        back.add(to: dx, at: input, position: tape.firstTile + rows.lowerBound, chunk: chunk, work)
    }

    /// Finishes the class token, once all tiles have been finished.
    func finishToken(_ tape: Tape, _ work: Workspace) {
        guard let token else { return }
        switch kind {
        case .mean: break
        case .readout(let index, let back, let readout):
            back.add(to: token.rows, atClassToken: tape.tokens[index].rows, of: readout, work)
        case .block(let index, let back):
            back.add(to: token.rows, at: tape.tokens[index].rows, position: 0, chunk: 0, work)
        }
    }

    /// What the biases of the block above take, once all tokens have been finished.
    func biases() -> Double {
        switch kind {
        case .mean: 0
        case .readout(_, let back, _), .block(_, let back): back.biases()
        }
    }
}
