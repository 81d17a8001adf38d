internal import Synchronization

/// One slide on its way through the model.
///
/// There is one sweep over the tiles for each block: finish the block before, whose attention has seen all tokens now, and
/// in the same sweep begin this one, while the rows are in cache. The class token is a row of its own that goes first.
struct ForwardPass: Sendable {
    private let model: Model
    private let features: FeatureSource
    private let scores: Set<Score>
    private let threads: Int

    private let tiles: Matrix  // [tiles, D], all that lives between sweeps besides what attention keeps
    private let token: Matrix?  // [1, D], under pooling `cls`
    private let workspaces: [Workspace]  // [threads]
    private let nonFinite = NonFiniteTiles()

    /// A block that can be finished.
    private typealias Begun = (block: TransformerBlock, attention: any CompleteAttention)

    init(_ model: Model, on features: FeatureSource, scores: Set<Score>, threads: Int) throws {
        (self.model, self.features, self.scores, self.threads) = (model, features, scores, threads)
        tiles = try Matrix(features.tileCount, model.configuration.latentDimension)
        token = try model.classToken.map { try Matrix(1, $0.count, $0) }
        workspaces = try (0..<threads).map { _ in
            try Workspace(model.configuration, element: features.element)
        }
    }

    /// Where the first tile stands in the sequence.
    private var firstTile: Int { token == nil ? 0 : 1 }

    /// Runs all blocks.
    ///
    /// - Parameter observer: called before each block with the tokens as they enter it.
    func run(observer: Model.Observer?) throws -> Output {
        var previous: Begun?
        for (index, block) in model.blocks.enumerated() {
            if let last = model.lastBlock, index == model.blocks.count - 1 {
                return try finishAtClassToken(last, after: previous, observer: observer)
            }
            let sweep = sweep(sumBytes: block.attention.sumBytes)
            let gathering = try block.attention.begin(
                tokens: firstTile + features.tileCount, chunks: sweep.chunkCount)
            if let token { block.begin(token.rows, at: 0, chunk: 0, workspaces[0], gathering: gathering) }
            let before = previous
            try sweep.run { rows, worker, chunk in
                try enter(rows, worker, after: before)
                block.begin(
                    tiles[rows], at: firstTile + rows.lowerBound, chunk: chunk, workspaces[worker],
                    gathering: gathering)
            }
            try nonFinite.check(features)
            observer?(index, tiles.values, token?.values)

            let attention = try gathering.complete()
            if let token { block.finish(token.rows, at: 0, workspaces[0], with: attention) }
            previous = (block, attention)
        }
        guard let last = previous else { preconditionFailure("a model without blocks") }
        return try token.map { try finishAtClassToken($0, after: last) } ?? finishAtMean(after: last)
    }

    private func sweep(sumBytes: Int) -> Sweep {
        Sweep(tileCount: features.tileCount, threads: threads, sumBytes: sumBytes)
    }

    /// Brings rows to where the next block begins: the projection of their features, or the block before finished.
    private func enter(
        _ rows: Range<Int>, _ worker: Int, after previous: Begun?, packageAttention: Rows? = nil
    ) throws {
        let work = workspaces[worker]
        if let previous {
            previous.block.finish(
                tiles[rows], at: firstTile + rows.lowerBound, work, with: previous.attention,
                packageAttention: packageAttention)
            return
        }
        let block = work.features.prefix(rows.count)
        try work.stored.withBytes(rows.count * features.width * features.element.size) { bytes in
            try features.read(rows, &bytes)
        }
        block.convert(work.stored, element: features.element)
        nonFinite.note(block, startingAt: rows.lowerBound)
        model.projection.apply(to: block, into: tiles[rows])
        if let encoding = model.positionalEncoding, let origins = features.coordinates {
            try encoding.apply(to: tiles[rows], at: origins[rows])
        }
    }

    /// Pooling `cls` with linear attention: the last block for the class token alone, and each tile's part in it.
    private func finishAtClassToken(
        _ last: LastLinearBlock, after previous: Begun?, observer: Model.Observer?
    ) throws -> Output {
        guard let token else { preconditionFailure("a last block without a class token") }
        let configuration = model.configuration
        let wantsAttn = scores.contains(.attn)
        let weights = try Matrix(features.tileCount, configuration.heads)
        let (tokenWeight, tokenQuery) = (try Matrix(1, configuration.heads), try Matrix(1, token.columns))

        let classQuery = try last.classQuery(token.rows, workspaces[0])
        let sums = try LastLinearBlock.Sums(configuration)
        last.add(
            token.rows, workspaces[0], classQuery: classQuery.rows, weights: tokenWeight.rows,
            queries: wantsAttn ? tokenQuery.rows : nil, to: sums)
        let sweep = sweep(sumBytes: LastLinearBlock.Sums.bytes(configuration))
        let parts = try (0..<sweep.chunkCount).map { _ in try LastLinearBlock.Sums(configuration) }
        try sweep.run { rows, worker, chunk in
            try enter(rows, worker, after: previous)
            // The tiles' rows end here, so their place can take the queries.
            last.add(
                tiles[rows], workspaces[worker], classQuery: classQuery.rows, weights: weights[rows],
                queries: wantsAttn ? tiles[rows] : nil, to: parts[chunk])
        }
        for part in parts { sums.add(part) }
        try nonFinite.check(features)
        observer?(configuration.depth - 1, tiles.values, token.values)

        let denominators = try last.denominators(classQuery: classQuery.rows, sums: sums)
        try last.finish(token.rows, workspaces[0], denominators: denominators, sums: sums)

        var result: [Score: [Float]] = [:]
        if scores.contains(.cls) { result[.cls] = classAttention(weights, denominators) }
        if wantsAttn {
            let meanOutput = try last.meanOutput(sums)
            let attention = try Matrix(features.tileCount, 1)
            try self.sweep(sumBytes: 0).run { rows, _, _ in
                tiles[rows].headDots(with: meanOutput.rows, into: attention[rows])
            }
            result[.attn] = attention.values
        }
        return Output(logits: try logits(of: token.rows), scores: result)
    }

    /// Returns the class token's attention on each tile, the mean over heads. weights [tiles, H] -> [tiles]
    private func classAttention(_ weights: Matrix, _ denominators: [Float]) -> [Float] {
        let heads = denominators.count
        return weights.rows.rowDots(with: denominators.map { 1 / ($0 * Float(heads)) })
    }

    /// Pooling `cls`: the class token has passed the last block, and the tiles need not.
    private func finishAtClassToken(_ token: Matrix, after last: Begun) throws -> Output {
        var result: [Score: [Float]] = [:]
        if scores.contains(.cls) { result[.cls] = Array(try last.attention.classAttention().dropFirst()) }
        if scores.contains(.attn) {
            let attention = try Matrix(features.tileCount, 1)
            try sweep(sumBytes: 0).run { rows, worker, _ in
                let work = workspaces[worker]
                let y = work.y.prefix(rows.count)
                last.block.norm1.apply(to: tiles[rows], into: y)
                last.attention.packageAttention(
                    of: y, at: firstTile + rows.lowerBound, work, into: attention[rows])
            }
            result[.attn] = attention.values
        }
        return Output(logits: try logits(of: token.rows), scores: result)
    }

    /// Pooling `mean`: the last block for every tile.
    private func finishAtMean(after last: Begun) throws -> Output {
        let width = model.configuration.latentDimension
        let attention = scores.contains(.attn) ? try Matrix(features.tileCount, 1) : nil
        let sweep = sweep(sumBytes: width * MemoryLayout<Float>.size)
        let parts = try (0..<sweep.chunkCount).map { _ in try Matrix(1, width) }
        try sweep.run { rows, worker, chunk in
            try enter(rows, worker, after: last, packageAttention: attention?[rows])
            tiles[rows].addSum(to: parts[chunk].rows)
        }
        let mean = try Matrix(1, width)
        for part in parts { mean.rows.add(part.rows, times: 1 / Float(features.tileCount)) }
        return Output(
            logits: try logits(of: mean.rows), scores: attention.map { [.attn: $0.values] } ?? [:])
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

/// Which tiles' features are not finite: counted while they are read, whatever the order.
private final class NonFiniteTiles: Sendable {
    private let found = Mutex<(count: Int, first: Int)?>(nil)

    /// Looks at a block of features. [rows, F]
    func note(_ block: Rows, startingAt row: Int) {
        guard let bad = block.nonFinite() else { return }
        found.withLock { found in
            found = (bad.count + (found?.count ?? 0), min(row + bad.first, found?.first ?? .max))
        }
    }

    /// - Throws: `ModelError.nonFiniteFeatures` where some were found.
    func check(_ features: FeatureSource) throws(ModelError) {
        guard let found = found.withLock({ $0 }) else { return }
        throw .nonFiniteFeatures(
            features: features.name, tiles: found.count, of: features.tileCount, first: found.first)
    }
}
