/// One slide on its way through the model.
///
/// There is one sweep over the tiles for each block. It finishes the block before, whose attention has seen all tokens by
/// then, and begins this one while the rows are in cache. The class token is a row of its own that goes first.
struct ForwardPass: Sendable {
    private let model: Model
    private let features: FeatureSource
    private let scores: Set<Score>

    private let tiles: Matrix  // [tiles, D], all that is kept between sweeps besides what attention keeps
    private let pooling: Pooling
    private let workers: Workers
    private let audit = FeatureAudit()

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

    init(
        _ model: Model, on features: FeatureSource, scores: Set<Score>, threads: Int, trace: (any ForwardTrace)? = nil
    ) throws {
        (self.model, self.features, self.scores) = (model, features, scores)
        tiles = try Matrix(features.tileCount, model.configuration.latentDimension)
        pooling =
            switch model.pooling {
            case .mean: .mean
            case .classToken(let token, let last): .classToken(try Matrix(1, token.count, token), last: last)
            }
        workers = try Workers(
            threads: ThreadMemory.threads(of: threads, for: features.name),
            floats: model.configuration.scratchFloats(features.element), trace: trace)
    }

    /// Runs the model: projection, blocks, pooling, head.
    func run() throws -> Output {
        var step = Step.projection  // x = projection(features), [tiles, D], once the first block sweeps over it
        for block in model.blocks {
            step = .block(try pass(block, after: step))  // x += attention(norm1(x)); x += mlp(norm2(x))
        }
        let (pooled, scores) =
            switch pooling {
            case .mean: try mean(after: step)  // [1, D]
            case .classToken(let token, let last): try readOut(token, last, after: step)  // [1, D]
            }
        return Output(
            logits: try logits(of: pooled.rows), kind: model.output, scores: scores,
            findings: try audit.check(features))
    }

    /// One block for all tokens. Its attention sees the tiles here; their second half is the next sweep's first work.
    private func pass(_ block: TransformerBlock<any Attention>, after step: Step) throws -> CompleteBlock {
        let sweep = workers.sweep(over: features.tileCount, sumBytes: block.attention.sumBytes)
        let gathering = try block.attention.begin(
            tokens: firstTile + features.tileCount, chunks: sweep.chunkCount)
        if let token { block.gather(token.rows, at: 0, chunk: 0, workers.own, into: gathering) }
        try self.sweep(sweep, through: step, into: block, gathering)
        let complete = CompleteBlock(
            block: block, attention: try gathering.complete(workers.inside(block: block.index)))
        if let token { complete.finish(token.rows, at: 0, workers.own) }
        return complete
    }

    /// The last block under pooling `cls`. Only the class token passes it, and every tile gets a score for its part in that.
    /// token [1, D] -> pooled [1, D]
    private func readOut(
        _ token: Matrix, _ last: TransformerBlock<any Readout>, after step: Step
    ) throws -> (pooled: Matrix, scores: [Score: [Float]]) {
        let sweep = workers.sweep(over: features.tileCount, sumBytes: last.attention.sumBytes)
        let gathering = try last.begin(
            classToken: token.rows, tokens: firstTile + features.tileCount, chunks: sweep.chunkCount,
            needsPackageAttention: scores.contains(.attn), workers.own)
        try self.sweep(sweep, through: step, into: last, gathering)
        let attention = try gathering.complete(workers.inside(block: last.index))
        last.finish(classToken: token.rows, workers.own, with: attention)
        return (token, try scores(of: attention, in: last))
    }

    /// Pooling `mean`: the mean of the tiles after the last block. -> pooled [1, D]
    private func mean(after last: Step) throws -> (pooled: Matrix, scores: [Score: [Float]]) {
        let width = tiles.columns
        let attn = scores.contains(.attn) ? try Matrix(features.tileCount, 1) : nil
        let sweep = workers.sweep(over: features.tileCount, sumBytes: width * MemoryLayout<Float>.size)
        let parts = try (0..<sweep.chunkCount).map { _ in try Matrix(1, width) }
        try sweep.run { rows, work, chunk in
            try bring(rows, through: last, work, packageAttention: attn?[rows])
            tiles[rows].addSum(to: parts[chunk].rows)
        }
        let mean = try Matrix(1, width)
        for part in parts { mean.rows.add(part.rows, times: 1 / Float(features.tileCount)) }
        return (mean, attn.map { [.attn: $0.values] } ?? [:])
    }

    /// Returns the head's logits: `mlp_head(norm(x))`, two norms in a row. pooled [1, D] -> [C]
    private func logits(of pooled: Rows) throws -> [Float] {
        let (once, twice) = (try Matrix(1, pooled.columns), try Matrix(1, pooled.columns))
        let logits = try Matrix(1, model.configuration.classes)
        model.norm.apply(to: pooled, into: once.rows)
        model.headNorm.apply(to: once.rows, into: twice.rows)
        model.head.apply(to: twice.rows, into: logits.rows)
        return logits.values
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
    private var firstTile: Int { token == nil ? 0 : 1 }

    /// Sweeps over the tiles: each passes one step, and then the block's attention takes it in.
    private func sweep<Mixing>(
        _ sweep: Sweep, through step: Step, into block: TransformerBlock<Mixing>, _ gathering: some TokenGathering
    ) throws {
        try sweep.run { rows, work, chunk in
            try bring(rows, through: step, work)
            block.gather(tiles[rows], at: firstTile + rows.lowerBound, chunk: chunk, work, into: gathering)
        }
        _ = try audit.check(features)
    }

    /// Brings tiles to where the next block begins.
    private func bring(
        _ rows: Range<Int>, through step: Step, _ work: Workspace, packageAttention: Rows? = nil
    ) throws {
        switch step {
        case .projection: try project(rows, work)
        case .block(let block):
            block.finish(tiles[rows], at: firstTile + rows.lowerBound, work, packageAttention: packageAttention)
        }
    }

    /// Reads tiles' features and projects them. -> tiles [rows, D]
    private func project(_ rows: Range<Int>, _ work: Workspace) throws {
        var work = work
        let bytes = rows.count * features.width * features.element.size
        let stored = work.rows(1, bytes / MemoryLayout<Float>.size + 1)  // as the file has them
        let block = work.rows(rows.count, features.width)  // [rows, F]
        try stored.withBytes(bytes) { bytes in try features.read(rows, &bytes) }
        block.convert(stored, element: features.element)
        audit.note(block, startingAt: rows.lowerBound)
        model.projection.apply(to: block, into: tiles[rows])
        if let encoding = model.positionalEncoding, let origins = features.coordinates {
            try encoding.apply(to: tiles[rows], at: origins[rows])
        }
    }

    /// Each tile's part in the last block. -> [tiles] for each score
    private func scores(
        of attention: any CompleteReadout, in block: TransformerBlock<any Readout>
    ) throws -> [Score: [Float]] {
        guard !scores.isEmpty else { return [:] }
        let heads = model.configuration.heads
        let weights = scores.contains(.cls) ? try attention.weights(workers) : nil
        let meanOverHeads = weights?.denominators.map { 1 / ($0 * Float(heads)) } ?? []  // [H]
        let packageAttention = scores.contains(.attn) ? attention.packageAttention : nil
        let cls = try Matrix(features.tileCount, 1)
        let attn = try Matrix(features.tileCount, 1)
        try workers.sweep(over: features.tileCount).run { rows, work, _ in
            var work = work
            let y = block.normalised(tiles[rows], &work)  // [rows, D]
            if let weights {
                let w = work.rows(rows.count, heads)  // [rows, H]
                weights.weigh(y, at: firstTile + rows.lowerBound, work, into: w)
                w.rowDots(with: meanOverHeads, into: cls[rows])
            }
            packageAttention?.attend(y, work, into: attn[rows])
        }
        var result: [Score: [Float]] = [:]
        if weights != nil { result[.cls] = cls.values }
        if packageAttention != nil { result[.attn] = attn.values }
        return result
    }
}

extension Configuration {
    /// How many floats of a workspace a block of rows takes at most: features on their way to the projection; or normalised
    /// vectors with attention and its weights for each head, or with a slice of the perceptron.
    fileprivate func scratchFloats(_ element: FeatureElement) -> Int {
        let bytes = Sweep.blockRows * inputDimension * element.size
        let projection =
            Workspace.floats(bytes / MemoryLayout<Float>.size + 1, rows: 1) + Workspace.floats(inputDimension)
        let attention = attention.mechanism.scratchFloats(self) + Workspace.floats(heads)
        return max(
            projection,
            Workspace.floats(latentDimension) + max(attention, Perceptron.scratchFloats(self)))
    }
}
