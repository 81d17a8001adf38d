/// The derivative of a class's log-odds by every tile's projected vector, back through the model.
///
/// There is one sweep over the tiles for each block, as in the forward pass: it finishes the block above, whose tokens have
/// all handed back what they received, and begins the block below while the rows are in cache. What lives between sweeps is
/// one store of [tiles, D], and the blocks' inputs where there is room for them.
struct BackwardPass: Sendable {
    let model: Model
    let features: FeatureSource
    let tape: Tape
    let workers: Workers
    let rule: BackwardRule

    /// What comes of it: each tile's score, and what else the log-odds is made of.
    struct Result {
        let scores: [Float]  // [tiles]
        let classToken: Double
        let biases: Double
    }

    private var tiles: Int { features.tileCount }
    private var width: Int { model.configuration.latentDimension }
    /// Every sweep of the pass: sums that one sweep begins are finished by the next, chunk by chunk.
    private var sweep: Sweep {
        workers.sweep(over: tiles, sumBytes: model.blocks.first?.attention.sumBytes ?? 0)
    }
    private var firstTile: Int { tape.firstTile }

    /// Goes back from the head to the projected tiles. Overwrites the store that the tape's blocks share.
    func run(from head: HeadBackward) throws -> Result {
        var biases = head.biases
        var above = try top(head.gradient, &biases)
        let sweep = sweep
        for index in model.blocks.indices.reversed() {
            let block = try tape.completeBlock(index, of: model, workers)
            let backward = try BlockBackward(
                block, rule, width: width, receivers: firstTile + tiles, chunks: sweep.chunkCount)
            try sweep.run { [above] rows, work, chunk in
                var work = work
                let (dx, x) = (tape.inputs.shared.tiles(rows, &work), tape.rows(rows, entering: index, &work))
                above.finish(dx, at: rows, chunk: chunk, from: x, tape, work)
                backward.gather(dx, at: x, position: firstTile + rows.lowerBound, chunk: chunk, work)
                tape.inputs.shared.keep(dx, at: rows)
            }
            above.finishToken(tape, workers.own)
            biases += above.biases()
            if let token = above.token {
                backward.gather(token.rows, at: tape.tokens[index].rows, position: 0, chunk: 0, workers.own)
            }
            above = BlockAbove(
                block: index, try backward.complete(workers.inside(block: index)), token: above.token)
        }
        return try multiplyByInput(finishing: above, biases)
    }

    /// The derivative of the slide's pooling, and under `cls` of the last block. gradient [1, D]
    private func top(_ gradient: Matrix, _ biases: inout Double) throws -> BlockAbove {
        guard let readout = tape.readout, let token = tape.tokens.last else {
            return try BlockAbove(meanOf: tiles, gradient)
        }
        let chunks = sweep.chunkCount
        let back = try ReadoutBackward(readout, rule, token: token, gradient: gradient, chunks: chunks, workers)
        biases += back.biases
        return BlockAbove(
            readout: readout.block.index,
            try BlockReturn(
                norm: readout.block.norm1, attention: back.attention, rule: rule, width: width, chunks: chunks,
                perceptronBiases: 0),
            back.attention, token: back.dx)
    }

    /// The last sweep: each tile's derivative times its projected features, without the projection's bias and without what
    /// a positional encoding added. These take their part beside the biases.
    private func multiplyByInput(finishing above: BlockAbove, _ known: Double) throws -> Result {
        let scores = try Matrix(tiles, 1)
        let sweep = sweep
        let parts = try (0..<sweep.chunkCount).map { _ in try Matrix(1, width) }
        let encoded = try (0..<sweep.chunkCount).map { _ in try Matrix(1, 1) }
        let bias = model.projection.biasRow
        try sweep.run { rows, work, chunk in
            var work = work
            let (dx, x) = (tape.inputs.shared.tiles(rows, &work), tape.inputs[0].tiles(rows, &work))
            above.finish(dx, at: rows, chunk: chunk, from: x, tape, work)
            dx.addSum(to: parts[chunk].rows)
            let input = work.rows(rows.count, width)
            if model.positionalEncoding == nil {
                input.copy(x)
            } else {
                try model.project(features, rows, into: input, work)
                let (offset, dots) = (work.rows(rows.count, width), work.rows(rows.count, 1))
                offset.copy(x)
                offset.add(input, times: -1)
                dx.headDots(with: offset, into: dots)
                dots.addSum(to: encoded[chunk].rows)
            }
            if let bias { input.addToEach(bias, times: -1) }
            dx.headDots(with: input, into: scores[rows])
        }
        above.finishToken(tape, workers.own)
        var biases = known + above.biases()
        for (part, encoded) in zip(parts, encoded) {
            biases += (bias.map { part.rows.dot($0) } ?? 0) + Double(encoded.values[0])
        }
        let classToken = above.token.map { $0.rows.dot(tape.tokens[0].rows) } ?? 0
        return Result(scores: scores.values, classToken: classToken, biases: biases)
    }
}

/// The derivative of the last block under pooling `cls`, as far as the class token's attention.
struct ReadoutBackward {
    /// The derivative by the class token after attention. [1, D]
    let dx: Matrix
    /// The derivative of the attention.
    let attention: any BackwardReadout
    /// What the biases of the block's second half take.
    let biases: Double

    /// - Parameters:
    ///   - token: the class token as it enters the block. [1, D]
    ///   - gradient: the derivative by the slide's vector. [1, D]
    init(
        _ readout: Tape.Readout, _ rule: BackwardRule, token: Matrix, gradient: Matrix, chunks: Int,
        _ workers: Workers
    ) throws {
        let attended = try Matrix(1, token.columns, token.values)
        readout.attention.addToClassToken(attended.rows, workers.own)
        let perceptron = try PerceptronBackward(readout.block, rule)
        let sums = try perceptron.sums(width: token.columns)
        dx = try Matrix(1, gradient.columns, gradient.values)
        perceptron.apply(to: dx.rows, at: attended.rows, workers.own, sums: sums)
        biases = perceptron.biases(sums)
        attention = try readout.attention.backward(rule, gradient: dx.rows, chunks: chunks, workers)
    }
}

extension Configuration {
    /// How many floats of a workspace a block of rows takes in a backward pass, beyond the forward pass: tiles as they enter
    /// two blocks, as they were stored, after attention and normalised, with their derivatives; the attention's own; and the perceptron's.
    var backwardScratchFloats: Int {
        let row = Workspace.floats(latentDimension)
        return 10 * row + attention.mechanism.backwardScratchFloats(self) + PerceptronBackward.scratchFloats(self)
    }
}
