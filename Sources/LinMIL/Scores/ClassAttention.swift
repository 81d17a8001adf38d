/// The scores `cls` and `attn`: what attention itself says of the tiles, read while they pass the block.
extension ForwardPass {
    /// The class token's attention in a block that all tokens pass, if it was asked for. token [1, D], tiles [tiles, D]
    func addClassAttention(
        of token: Matrix, on tiles: TileStore, in complete: CompleteBlock, to result: inout [Score: [Float]]
    ) throws {
        let wanted = scores.filter { $0.kind == .cls && $0.block == complete.block.index }
        guard !wanted.isEmpty else { return }
        let y = try Matrix(1, token.columns)
        complete.block.norm1.apply(to: token.rows, into: y.rows)
        let weights = try complete.attention.weights(ofClassToken: y.rows, workers)
        try add(wanted, weights, nil, of: tiles, in: complete.block, to: &result)
    }

    /// Each tile's part in the last block under pooling `cls`.
    func addReadoutScores(
        of attention: any CompleteReadout, in block: TransformerBlock<any Readout>, to result: inout [Score: [Float]]
    ) throws {
        let wanted = scores.filter { $0.kind == .cls && ($0.block ?? block.index) == block.index }
        let weights = wanted.isEmpty ? nil : try attention.weights(workers)
        let packageAttention = scores.contains(.attn) ? attention.packageAttention : nil
        try add(wanted, weights, packageAttention, of: inputs[block.index], in: block, to: &result)
    }

    private func add<Mixing>(
        _ wanted: Set<Score>, _ weights: (any TokenWeights)?, _ packageAttention: (any PackageAttention)?,
        of tiles: TileStore, in block: TransformerBlock<Mixing>, to result: inout [Score: [Float]]
    ) throws {
        guard weights != nil || packageAttention != nil else { return }
        let heads = model.configuration.heads
        let denominators = weights?.denominators ?? []  // [H]
        let maps = try wanted.map { (score: $0, values: try Matrix(tileCount, 1)) }
        let attn = try Matrix(tileCount, 1)
        try workers.sweep(over: tileCount).run { rows, work, _ in
            var work = work
            let y = block.normalised(tiles.tiles(rows, &work), &work)  // [rows, D]
            if let weights {
                let w = work.rows(rows.count, heads)  // [rows, H]
                weights.weigh(y, at: firstTile + rows.lowerBound, work, into: w)
                for map in maps { w.combineHeads(map.score.head, over: denominators, into: map.values[rows]) }
            }
            packageAttention?.attend(y, work, into: attn[rows])
        }
        for map in maps { result[map.score] = map.values.values }
        if packageAttention != nil { result[.attn] = attn.values }
    }
}

extension Rows {
    /// Writes one number for each row of heads' numbers, each over its head's denominator: the mean, the largest or one
    /// head's. self [rows, H], denominators [H] -> combined [rows, 1]
    fileprivate func combineHeads(_ head: Score.Head, over denominators: [Float], into combined: Rows) {
        let heads = denominators.indices
        switch head {
        case .mean: rowDots(with: heads.map { 1 / (denominators[$0] * Float(heads.count)) }, into: combined)
        case .number(let number):
            rowDots(with: heads.map { $0 == number ? 1 / denominators[$0] : 0 }, into: combined)
        case .max:
            for row in 0..<count {
                let values = unsafe base + row * stride
                var largest = -Float.infinity
                for head in heads { largest = unsafe max(largest, values[head] / denominators[head]) }
                unsafe combined.base[row * combined.stride] = largest
            }
        }
    }
}
