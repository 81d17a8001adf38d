/// The logits of each tile alone: the model on the bag that holds this tile and nothing else.
///
/// One sweep over the tiles brings many such bags at once through all blocks.
struct SingleTile: Sendable {
    let model: Model
    let tape: Tape
    let workers: Workers

    /// Bags of a block of rows: with their class tokens they fill it.
    private static let bags = Sweep.blockRows / 2

    /// Returns the logits of every tile's bag, less their mean where there are several. [tiles, C]
    ///
    /// Log-odds do not depend on it, and keep digits that a common offset of the logits would take.
    func logits() throws -> Matrix {
        let logits = try Matrix(tape.inputs.shared.rowCount, model.configuration.classes)
        let (pairs, head) = (try model.pairs(), try model.head.centred())
        try workers.sweep(over: logits.rowCount).run { rows, work, _ in
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.bags) {
                let bags = first..<min(first + Self.bags, rows.upperBound)
                pass(bags, through: pairs, head, work, into: logits[bags])
            }
        }
        return logits
    }

    /// Brings some bags through all blocks. -> logits [bags, C]
    private func pass(
        _ bags: Range<Int>, through pairs: [(half: Half, attention: any PairAttention)], _ head: Linear,
        _ work: Workspace, into logits: Rows
    ) {
        var work = work
        let (count, width) = (bags.count, model.configuration.latentDimension)
        let token = tape.tokens.first
        let x = work.rows(token == nil ? count : 2 * count, width)  // the tiles, then their class tokens
        let tiles = x.rows(0..<count)
        tape.inputs[0].load(bags, into: tiles)
        if let token { x.rows(count..<2 * count).copyToEach(token.rows) }
        let pooled = token == nil ? tiles : x.rows(count..<2 * count)
        let last = pairs.count - 1
        for (index, pair) in pairs.enumerated() {
            var work = work
            let isLast = token != nil && index == last
            let y = work.rows(x.count, width)
            pair.half.norm1.apply(to: x, into: y)
            pair.attention.add(
                to: x, from: y, bags: count,
                PairPlace(classTokensAreAlike: index == 0, onlyClassTokensReceive: isLast), work)
            let receivers = isLast ? pooled : x
            let y2 = y.rows(0..<receivers.count)
            pair.half.norm2.apply(to: receivers, into: y2)
            pair.half.perceptron.add(of: y2, to: receivers, at: 0, work.silent)
        }
        model.writeLogits(of: pooled, head, into: logits, work: work)
    }

    /// A block without its attention.
    struct Half: Sendable {
        let norm1: LayerNorm
        let norm2: LayerNorm
        let perceptron: Perceptron
    }
}

extension Model {
    /// Each block with its attention among the tokens of one bag.
    fileprivate func pairs() throws -> [(half: SingleTile.Half, attention: any PairAttention)] {
        var pairs: [(half: SingleTile.Half, attention: any PairAttention)] = []
        for block in blocks {
            pairs.append((SingleTile.Half(block), try block.attention.pair()))
        }
        if case .classToken(_, let last) = pooling {
            pairs.append((SingleTile.Half(last), try last.attention.pair()))
        }
        return pairs
    }
}

extension SingleTile.Half {
    fileprivate init<Mixing>(_ block: TransformerBlock<Mixing>) {
        (norm1, norm2, perceptron) = (block.norm1, block.norm2, block.perceptron)
    }
}
