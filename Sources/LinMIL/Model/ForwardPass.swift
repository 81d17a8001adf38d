/// One slide on its way through the model.
///
/// There is one sweep over the tiles for each block. It finishes the block before, whose attention has seen all tokens by
/// then, and begins this one while the rows are in cache. The class token is a row of its own that goes first.
struct ForwardPass: Sendable {
    let model: Model
    let features: FeatureSource
    /// How many tiles pass: all of the slide's, or the chosen ones.
    let tileCount: Int
    let scores: Set<Score>
    let inputs: BlockInputs  // [tiles, D], all that is kept between sweeps besides what attention keeps
    let workers: Workers
    private let pooling: Pooling
    private let audit = FeatureAudit()
    private let chosen: ChosenTiles?
    private let keepsTape: Bool

    /// The model's pooling, with the class token's row of this slide. [1, D]
    private enum Pooling {
        case mean
        case classToken(Matrix, last: TransformerBlock<any Readout>)
    }

    /// What tiles pass on their way into a block.
    private enum Step {
        case projection
        case block(CompleteBlock)
    }

    /// What a pass gives.
    struct Result {
        let logits: [Float]
        var scores: [Score: [Float]]
        let findings: FeatureFindings
        let tape: Tape
    }

    /// - Parameters:
    ///   - chosen: some tiles that have been projected before; all tiles, read from the features, where nil.
    ///   - memory: how many bytes the pass may take, besides the model and the program.
    ///   - progress: is told how far the pass is, and may end it.
    init(
        _ model: Model, on features: FeatureSource, chosen: ChosenTiles? = nil, scores: Set<Score>, threads: Int,
        memory: Int = .max, trace: (any ForwardTrace)? = nil, progress: PassProgress? = nil
    ) throws {
        (self.model, self.features, self.scores) = (model, features, scores)
        (self.chosen, tileCount) = (chosen, chosen?.numbers.count ?? features.tileCount)
        let configuration = model.configuration
        keepsTape = scores.contains { $0.kind.needsTape }
        inputs = try BlockInputs(
            tiles: tileCount, width: configuration.latentDimension, blocks: configuration.depth,
            keeping: configuration.keptInputs(tiles: tileCount, scores: scores, memory: memory, model.precision),
            model.precision)
        pooling =
            switch model.pooling {
            case .mean: .mean
            case .classToken(let token, let last): .classToken(try Matrix(1, token.count, token), last: last)
            }
        workers = try Workers(
            threads: ThreadMemory.threads(of: threads, for: features.name),
            floats: configuration.scratchFloats(features.element, backward: keepsTape),
            trace: trace, telling: progress)
    }

    /// Runs the model: projection, blocks, pooling, head.
    func run() throws -> Result {
        var tape = Tape(inputs: inputs)
        var scores: [Score: [Float]] = [:]
        var step = Step.projection  // x = projection(features), [tiles, D], once the first block sweeps over it
        for block in model.blocks {
            // x += attention(norm1(x)); x += mlp(norm2(x))
            step = .block(try pass(block, after: step, onto: &tape, &scores))
        }
        let pooled =
            switch pooling {
            case .mean: try mean(after: step, &scores)  // [1, D]
            case .classToken(let token, let last): try readOut(token, last, after: step, onto: &tape, &scores)
            }
        tape.pooled = pooled
        return Result(
            logits: try model.logits(of: pooled.rows), scores: scores, findings: try findings(), tape: tape)
    }

    /// One block for all tokens. Its attention sees the tiles here; their second half is the next sweep's first work.
    private func pass(
        _ block: TransformerBlock<any Attention>, after step: Step, onto tape: inout Tape,
        _ scores: inout [Score: [Float]]
    ) throws -> CompleteBlock {
        let sweep = workers.sweep(over: tileCount, sumBytes: block.attention.sumBytes)
        let gathering = try block.attention.begin(
            tokens: firstTile + tileCount, chunks: sweep.chunkCount)
        if let token { block.gather(token.rows, at: 0, chunk: 0, workers.own, into: gathering) }
        try self.sweep(sweep, through: step, into: block, gathering)
        let complete = CompleteBlock(
            block: block, attention: try gathering.complete(workers.inside(block: block.index)))
        if keepsTape, !model.configuration.gathersAgain { tape.blocks.append(complete) }
        if let token {
            if keepsTape { tape.tokens.append(try Matrix(1, token.columns, token.values)) }
            try addClassAttention(of: token, on: inputs[block.index], in: complete, to: &scores)
            complete.finish(token.rows, at: 0, workers.own)
        }
        return complete
    }

    /// The last block under pooling `cls`. Only the class token passes it, and every tile gets a score for its part in that.
    /// token [1, D] -> pooled [1, D]
    private func readOut(
        _ token: Matrix, _ last: TransformerBlock<any Readout>, after step: Step, onto tape: inout Tape,
        _ scores: inout [Score: [Float]]
    ) throws -> Matrix {
        let sweep = workers.sweep(over: tileCount, sumBytes: last.attention.sumBytes)
        let gathering = try last.begin(
            classToken: token.rows, tokens: firstTile + tileCount, chunks: sweep.chunkCount,
            needsPackageAttention: self.scores.contains(.attn), workers.own)
        try self.sweep(sweep, through: step, into: last, gathering)
        let attention = try gathering.complete(workers.inside(block: last.index))
        if keepsTape { tape.tokens.append(try Matrix(1, token.columns, token.values)) }
        tape.readout = Tape.Readout(block: last, attention: attention)
        last.finish(classToken: token.rows, workers.own, with: attention)
        try addReadoutScores(of: attention, in: last, to: &scores)
        return token
    }

    /// Pooling `mean`: the mean of the tiles after the last block. -> pooled [1, D]
    private func mean(after last: Step, _ scores: inout [Score: [Float]]) throws -> Matrix {
        let (width, depth) = (inputs.shared.columns, model.configuration.depth)
        let attn = self.scores.contains(.attn) ? try Matrix(tileCount, 1) : nil
        let sweep = workers.sweep(over: tileCount, sumBytes: width * MemoryLayout<Float>.size)
        let parts = try (0..<sweep.chunkCount).map { _ in try Matrix(1, width) }
        try sweep.run { rows, work, chunk in
            var work = work
            let x = try bring(rows, to: depth, through: last, &work, packageAttention: attn?[rows])
            x.addSum(to: parts[chunk].rows)
        }
        let mean = try Matrix(1, width)
        for part in parts { mean.rows.add(part.rows, times: 1 / Float(tileCount)) }
        if let attn { scores[.attn] = attn.values }
        return mean
    }
}

// MARK: Tiles

extension ForwardPass {
    /// The class token's row, if the model has one. [1, D]
    private var token: Matrix? {
        switch pooling {
        case .mean: nil
        case .classToken(let token, _): token
        }
    }

    /// Where the first tile stands in the sequence.
    var firstTile: Int { token == nil ? 0 : 1 }

    /// Sweeps over the tiles: each passes one step, and then the block's attention takes it in.
    private func sweep<Mixing>(
        _ sweep: Sweep, through step: Step, into block: TransformerBlock<Mixing>, _ gathering: some TokenGathering
    ) throws {
        try sweep.run { rows, work, chunk in
            var work = work
            let x = try bring(rows, to: block.index, through: step, &work)
            block.gather(x, at: firstTile + rows.lowerBound, chunk: chunk, work, into: gathering)
        }
        _ = try findings()
    }

    /// What is remarkable about the features. Chosen tiles were looked at when they were projected.
    private func findings() throws -> FeatureFindings {
        chosen == nil ? try audit.check(features) : FeatureFindings()
    }

    /// Reads and projects all tiles, and looks at their features. -> [tiles, D]
    func projectAll() throws -> TileStore {
        try workers.sweep(over: tileCount).run { rows, work, _ in
            var work = work
            _ = try bring(rows, to: 0, through: .projection, &work)
        }
        _ = try findings()
        return inputs[0]
    }

    /// Brings tiles to where the next block begins, and keeps them there. -> tiles [rows, D]
    private func bring(
        _ rows: Range<Int>, to block: Int, through step: Step, _ work: inout Workspace, packageAttention: Rows? = nil
    ) throws -> Rows {
        let x = inputs[block].room(for: rows, &work)
        switch step {
        case .projection: try project(rows, into: x, work)
        case .block(let complete):
            inputs[block - 1].load(rows, into: x)
            complete.finish(x, at: firstTile + rows.lowerBound, work, packageAttention: packageAttention)
        }
        inputs[block].keep(x, at: rows)
        return x
    }

    /// Reads tiles' features and projects them. -> tiles [rows, D]
    private func project(_ rows: Range<Int>, into x: Rows, _ work: Workspace) throws {
        if let chosen { return chosen.copy(rows, into: x) }
        try model.project(features, rows, into: x, work) { audit.note($0, startingAt: $1) }
        if let encoding = model.positionalEncoding, let origins = features.coordinates {
            try encoding.apply(to: x, at: origins[rows])
        }
    }
}

extension Model {
    /// Reads tiles' features and projects them. -> tiles [rows, D]
    ///
    /// - Parameter note: is shown the features, some tiles at a time, with the number of the first. [tiles, F]
    func project(
        _ features: FeatureSource, _ rows: Range<Int>, into tiles: Rows, _ work: Workspace,
        note: (_ block: Rows, _ first: Int) -> Void = { _, _ in }
    ) throws {
        var work = work
        let input = LayerInput(rows.count, features.width, for: projection.precision, &work)  // [rows, F]
        for start in stride(from: 0, to: rows.count, by: Self.tilesOfOneRead) {
            var work = work
            let part = start..<min(rows.count, start + Self.tilesOfOneRead)
            let tiles = rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound
            let bytes = part.count * features.width * features.element.size
            let stored = work.rows(1, bytes / MemoryLayout<Float>.size + 1)  // as the file has them
            try stored.withBytes(bytes) { bytes in try features.read(tiles, &bytes) }
            let block = input.room(for: part, &work)  // [part, F]
            block.convert(stored, element: features.element)
            note(block, tiles.lowerBound)
            input.set(part, to: block)
        }
        projection.apply(to: input, into: tiles)
    }

    /// So few that they stay in the nearer caches on their way from the file to the projection.
    fileprivate static let tilesOfOneRead = 42

    /// Returns the head's logits: `mlp_head(norm(x))`, two norms in a row. pooled [1, D] -> [C]
    func logits(of pooled: Rows) throws -> [Float] {
        let logits = try Matrix(1, configuration.classes)
        let work = try Workspace(floats: 2 * Workspace.floats(pooled.columns, rows: 1))
        writeLogits(of: pooled, head, into: logits.rows, work: work)
        return logits.values
    }

    /// Writes what a head makes of slides' vectors, after two norms in a row. pooled [slides, D] -> logits [slides, C]
    func writeLogits(of pooled: Rows, _ head: Linear, into logits: Rows, work: Workspace) {
        var work = work
        let (once, twice) = (work.rows(pooled.count, pooled.columns), work.rows(pooled.count, pooled.columns))
        norm.apply(to: pooled, into: once)
        headNorm.apply(to: once, into: twice)
        head.apply(to: twice, into: logits)
    }
}

extension Configuration {
    /// Whether the attention keeps something of every token, so that a tape keeps the blocks' inputs instead.
    var gathersAgain: Bool { attention.mechanism.keptFloats(self) > 0 }

    /// How many floats of a workspace a block of rows takes at most: features on their way to the projection; or normalised
    /// vectors with attention and its weights for each head, or with a slice of the perceptron.
    fileprivate func scratchFloats(_ element: FeatureElement, backward: Bool) -> Int {
        let bytes = Model.tilesOfOneRead * inputDimension * element.size
        let projection =
            Workspace.floats(inputDimension) + Workspace.floats(bytes / MemoryLayout<Float>.size + 1, rows: 1)
            + Workspace.floats(inputDimension, rows: Model.tilesOfOneRead)
        let attention = attention.mechanism.scratchFloats(self) + Workspace.floats(heads)
        let forward = Workspace.floats(latentDimension) + max(attention, Perceptron.scratchFloats(self))
        return Workspace.floats(latentDimension) + max(projection, backward ? forward + backwardScratchFloats : forward)
    }
}
