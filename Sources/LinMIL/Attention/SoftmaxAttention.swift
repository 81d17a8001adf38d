/// Softmax attention of every token on every token (Vaswani et al., arXiv 1706.03762), without the matrix of tokens by
/// tokens. For each head, with d = 64:
///
///     a_ij = exp(q_i . k_j / sqrt(d)) / sum_l exp(q_i . k_l / sqrt(d))
///     output_i = sum_j a_ij v_j
///
/// The keys are passed in blocks, with the running maximum m, sum s and weighted values o of each query (Milakov and
/// Gimelshein, arXiv 1805.02867): a block moves the maximum to m', and then `s <- s exp(m - m') + sum_j exp(x_j - m')`,
/// `o <- o exp(m - m') + sum_j exp(x_j - m') v_j`; at the end the output is o / s. What lives is the keys and values of all
/// tokens, the time is quadratic. The corresponding PyTorch class is `lin_mil.attention.softmax_attention.Attention`.
struct SoftmaxAttention: Attention {
    let heads: Int
    /// Queries divided by sqrt(d). [H d, D]
    let query: Linear
    let key: Linear  // [H d, D]
    let value: Linear  // [H d, D]
    /// Absent with one head as wide as the model. [D, H d]
    let projection: Linear?

    /// Keys of a block: with the block's logits few enough for the second-level cache, a multiple of a panel's width.
    static let blockKeys = 256

    /// Every token's keys and values have a place of their own, so chunks keep nothing.
    var sumBytes: Int { 0 }

    private var headDimension: Int { query.outputs / heads }

    private func columns(of head: Int) -> Range<Int> { head * headDimension..<(head + 1) * headDimension }

    func begin(tokens: Int, chunks: Int) throws -> any GatheringAttention {
        try AllTokens(attention: self, tokens: tokens)
    }

    /// The keys and values of all tokens, gathered at their positions; then what every query looks at.
    private struct AllTokens: GatheringAttention, CompleteAttention {
        let attention: SoftmaxAttention
        let tokens: Int
        let keys: [Panels]  // heads x [tokens, d]
        let values: [Panels]  // heads x [d, tokens]
        let firstQuery: Matrix  // [1, H d], the class token's where there is one

        init(attention: SoftmaxAttention, tokens: Int) throws(ModelError) {
            (self.attention, self.tokens) = (attention, tokens)
            let (d, heads) = (attention.headDimension, 0..<attention.heads)
            keys = try heads.map { _ throws(ModelError) in try Panels(outputs: tokens, inputs: d) }
            values = try heads.map { _ throws(ModelError) in try Panels(outputs: d, inputs: tokens) }
            firstQuery = try Matrix(1, attention.query.outputs)
        }

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            let (k, v) = (work.q.prefix(y.count), work.v.prefix(y.count))
            attention.key.apply(to: y, into: k)
            attention.value.apply(to: y, into: v)
            for head in 0..<attention.heads {
                keys[head].setOutputs(from: position, to: k.columns(attention.columns(of: head)))
                values[head].setInputs(from: position, to: v.columns(attention.columns(of: head)))
            }
            if position == 0 { attention.query.apply(to: y.prefix(1), into: firstQuery.rows) }
        }

        func complete() -> any CompleteAttention { self }

        func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
            let (q, output) = (work.q.prefix(y.count), work.v.prefix(y.count))
            let (largest, sums) = (work.largest.prefix(y.count), work.dots.prefix(y.count))
            attention.query.apply(to: y, into: q)
            output.fill(0)
            sums.fill(0)
            largest.fill(-.infinity)
            for head in 0..<attention.heads {
                let columns = attention.columns(of: head)
                for first in stride(from: 0, to: tokens, by: SoftmaxAttention.blockKeys) {
                    let block = first..<min(first + SoftmaxAttention.blockKeys, tokens)
                    let weights = work.weights.prefix(y.count).columns(0..<block.count)
                    keys[head].apply(to: q.columns(columns), outputs: block, into: weights)
                    weights.softmaxStep(
                        largest: largest.columns(head..<head + 1), sum: sums.columns(head..<head + 1),
                        output: output.columns(columns))
                    values[head].add(of: weights, inputs: block, to: output.columns(columns))
                }
            }
            output.divideHeads(by: sums, floor: 0)
            if let projection = attention.projection { projection.add(of: output, to: x) } else { x.add(output) }
        }

        func classAttention() throws -> [Float] {
            let (weights, mean) = (try Matrix(1, tokens), try Matrix(1, tokens))
            let (largest, sum, output) = (try Matrix(1, 1), try Matrix(1, 1), try Matrix(1, 0))
            for head in 0..<attention.heads {
                let q = firstQuery.rows.columns(attention.columns(of: head))
                keys[head].apply(to: q, outputs: 0..<tokens, into: weights.rows)
                largest.rows.fill(-.infinity)
                sum.rows.fill(0)
                weights.rows.softmaxStep(largest: largest.rows, sum: sum.rows, output: output.rows)
                weights.rows.divideHeads(by: sum.rows, floor: 0)
                mean.rows.add(weights.rows, times: 1 / Float(attention.heads))
            }
            return mean.values
        }

        /// The package averages each row of the matrix, which sums to one: the same number for every token.
        func packageAttention(of y: Rows, at position: Int, _ work: Workspace, into attention: Rows) {
            attention.fill(1 / Float(tokens))
        }
    }
}
