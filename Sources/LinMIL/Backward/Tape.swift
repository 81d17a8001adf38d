/// What a forward pass leaves to scores that go back through the model.
struct Tape: Sendable {
    let inputs: BlockInputs
    /// The class token as it enters each block; nothing without one. [blocks] of [1, D]
    var tokens: [Matrix] = []
    /// The blocks that all tokens passed, with attention that has seen them. Attention that keeps something of every token
    /// is left out, and gathered again when its turn comes.
    var blocks: [CompleteBlock] = []
    /// The last block under pooling `cls`.
    var readout: Readout?
    /// The vector of the slide, before the head. [1, D]
    var pooled: Matrix?

    /// The last block under pooling `cls`, with attention that has seen all tokens.
    struct Readout: Sendable {
        let block: TransformerBlock<any LinMIL.Readout>
        let attention: any CompleteReadout
    }

    init(inputs: BlockInputs) { self.inputs = inputs }

    /// Where the first tile stands in the sequence.
    var firstTile: Int { tokens.isEmpty ? 0 : 1 }

    /// Returns some tiles as they enter a block, lent by the workspace if they must be computed again. [rows, D]
    func rows(_ rows: Range<Int>, entering block: Int, _ work: inout Workspace) -> Rows {
        if inputs.keeps(block) { return inputs[block].tiles(rows, &work) }
        let from = inputs.lastKept(before: block)
        let x = work.rows(rows.count, inputs.shared.columns)
        inputs[from].load(rows, into: x)
        for block in blocks[from..<block] { block.finish(x, at: firstTile + rows.lowerBound, work) }
        return x
    }

    /// Returns some tiles as they enter a block, lent by the workspace if they must be computed again. [rows, D]
    ///
    /// - Parameter x: the tiles as they enter the block before; the same block if it is the first. [rows, D]
    func rows(_ rows: Range<Int>, entering block: Int, from x: Rows, _ work: inout Workspace) -> Rows {
        if inputs.keeps(block) { return inputs[block].tiles(rows, &work) }
        let next = work.rows(rows.count, x.columns)
        next.copy(x)
        blocks[block - 1].finish(next, at: firstTile + rows.lowerBound, work)
        return next
    }

    /// Returns a block with attention that has seen all tokens; gathers them again if it is not on the tape.
    func completeBlock(_ index: Int, of model: Model, _ workers: Workers) throws -> CompleteBlock {
        if blocks.indices.contains(index) { return blocks[index] }
        let (block, tiles) = (model.blocks[index], inputs[index])
        let sweep = workers.sweep(over: tiles.rowCount, sumBytes: block.attention.sumBytes)
        let gathering = try block.attention.begin(tokens: firstTile + tiles.rowCount, chunks: sweep.chunkCount)
        if !tokens.isEmpty {
            block.gather(tokens[index].rows, at: 0, chunk: 0, workers.own, into: gathering)
        }
        try sweep.run { rows, work, chunk in
            var work = work
            let x = tiles.tiles(rows, &work)
            block.gather(x, at: firstTile + rows.lowerBound, chunk: chunk, work, into: gathering)
        }
        return CompleteBlock(block: block, attention: try gathering.complete(workers.inside(block: index)))
    }
}
