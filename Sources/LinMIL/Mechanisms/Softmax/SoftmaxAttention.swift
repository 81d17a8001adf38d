/// Softmax attention of every token on every token (Vaswani et al., arXiv 1706.03762), without the matrix of tokens by
/// tokens. For each head, with d = 64:
///
///     a_ij = exp(q_i . k_j / sqrt(d)) / sum_l exp(q_i . k_l / sqrt(d))
///     output_i = sum_j a_ij v_j
///
/// The keys are passed in blocks, with the running maximum m, sum s and weighted values o of each query (Milakov and
/// Gimelshein, arXiv 1805.02867): a block moves the maximum to m', and then `s <- s exp(m - m') + sum_j exp(x_j - m')`,
/// `o <- o exp(m - m') + sum_j exp(x_j - m') v_j`; at the end the output is o / s. Every token's keys and values are kept,
/// and the time is quadratic. The corresponding PyTorch class is `lin_mil.attention.softmax_attention.Attention`.
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

    /// Tokens in blocks of that many.
    static func blocks(of tokens: Int) -> some Sequence<Range<Int>> {
        stride(from: 0, to: tokens, by: blockKeys).lazy.map { $0..<min($0 + blockKeys, tokens) }
    }

    /// Every token's keys and values have a place of their own, so chunks keep no sums.
    let sumBytes = 0

    func begin(tokens: Int, chunks: Int) throws -> AllTokens {
        try AllTokens(attention: self, tokens: tokens)
    }

    func pair() -> any PairAttention { SoftmaxPair(attention: self) }

    /// The keys and values of all tokens, gathered at their positions; then what every query looks at.
    struct AllTokens: GatheringAttention, CompleteAttention {
        let attention: SoftmaxAttention
        let tokens: Int
        let keys: [Panels]  // heads x [tokens, d]
        let values: [Panels]  // heads x [d, tokens]

        var heads: Int { attention.heads }
        var width: Int { attention.query.outputs }  // H d
        var headWidth: Int { width / heads }  // d

        init(attention: SoftmaxAttention, tokens: Int) throws(ModelError) {
            (self.attention, self.tokens) = (attention, tokens)
            let (d, heads) = (attention.query.outputs / attention.heads, 0..<attention.heads)
            keys = try heads.map { _ throws(ModelError) in
                try Panels(outputs: tokens, inputs: d, precision: attention.key.precision)
            }
            values = try heads.map { _ throws(ModelError) in
                try Panels(outputs: d, inputs: tokens, precision: attention.value.precision)
            }
        }

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            var work = work
            let k = work.rows(y.count, width)  // [rows, H d]
            let v = work.rows(y.count, width)  // [rows, H d]
            let y = LayerInput(y, for: attention.key.precision, &work)
            attention.key.apply(to: y, into: k)
            attention.value.apply(to: y, into: v)
            for head in 0..<heads {
                keys[head].setOutputs(from: position, to: k.head(head, width: headWidth))
                values[head].setInputs(from: position, to: v.head(head, width: headWidth))
            }
            work.note(.keys, k, at: position)
            work.note(.values, v, at: position)
        }

        func complete(_ workers: Workers) -> AllTokens { self }

        func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
            attend(to: x, from: y, at: position, work) { _, _ in }
        }

        /// What some queries form of all keys.
        struct Attended {
            let queries: Rows  // [rows, H d]
            let largest: Rows  // [rows, H], the largest logit
            let sums: Rows  // [rows, H], of the exponentials relative to it
            let output: Rows  // [rows, H d]; no columns if it is not wanted
        }

        /// Adds what attention gives to some tokens, and hands on what it formed for that.
        func attend(
            to x: Rows, from y: Rows, at position: Int, _ work: Workspace,
            then: (_ attended: Attended, _ work: Workspace) -> Void
        ) {
            var work = work
            let attended = attend(y, &work)
            attended.output.divideHeads(by: attended.sums, floor: 0)
            work.note(.queries, attended.queries, at: position)
            work.note(.largestLogits, attended.largest, at: position)
            work.note(.exponentialSums, attended.sums, at: position)
            work.note(.headOutputs, attended.output, at: position)
            if let projection = attention.projection {
                projection.add(of: attended.output, to: x)
            } else {
                x.add(attended.output)
            }
            then(attended, work)
        }

        /// Passes some queries over all keys. The output is not yet divided by the sums.
        ///
        /// - Parameter weighingValues: whether an output is formed.
        func attend(_ y: Rows, weighingValues: Bool = true, _ work: inout Workspace) -> Attended {
            let attended = Attended(
                queries: work.rows(y.count, width), largest: work.rows(y.count, heads), sums: work.rows(y.count, heads),
                output: work.rows(y.count, weighingValues ? width : 0))
            attention.query.apply(to: y, into: attended.queries)
            attended.queries.round(to: attention.query.precision)  // as the products with keys take them
            attended.output.fill(0)
            attended.sums.fill(0)
            attended.largest.fill(-.infinity)
            var inner = work
            let a = inner.rows(y.count, SoftmaxAttention.blockKeys)  // [rows, keys]
            for head in 0..<heads {
                let q = attended.queries.head(head, width: headWidth)
                let output = attended.output.head(head, width: weighingValues ? headWidth : 0)
                for block in SoftmaxAttention.blocks(of: tokens) {
                    let a = a.columns(0..<block.count)
                    keys[head].apply(to: q, outputs: block, into: a)
                    a.softmaxStep(
                        largest: attended.largest.head(head, width: 1), sum: attended.sums.head(head, width: 1),
                        output: output)
                    if weighingValues { values[head].add(of: a, inputs: block, to: output) }
                }
            }
            return attended
        }

        /// One query's softmax over all tokens is summed in a sweep over the keys.
        func weights(ofClassToken y: Rows, _ workers: Workers) throws -> any TokenWeights {
            let classQuery = try Matrix(1, width)
            attention.query.apply(to: y, into: classQuery.rows)
            let sweep = workers.sweep(over: tokens)
            let parts = try (0..<sweep.chunkCount).map { _ in try SoftmaxSums(columns: heads) }
            try sweep.run { rows, work, chunk in
                var work = work
                let logits = work.rows(rows.count, heads)  // [rows, H]
                writeLogits(of: classQuery.rows, on: rows, work, into: logits)
                parts[chunk].add(logits)
            }
            let total = try SoftmaxSums(columns: heads)
            for part in parts { total.add(part) }
            return Weights(
                all: self, classQuery: classQuery, largest: total.largest.values, denominators: total.sum.values)
        }

        /// The class token's exponentials, relative to its largest logit.
        private struct Weights: TokenWeights {
            let all: AllTokens
            let classQuery: Matrix  // [1, H d]
            let largest: [Float]  // [H]
            let denominators: [Float]  // [H]

            func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows) {
                all.writeLogits(of: classQuery.rows, on: position..<position + y.count, work, into: weights)
                weights.exponentiate(minus: largest)
            }
        }

        /// Writes one query's logits on some tokens. q [1, H d] -> logits [rows, H]
        private func writeLogits(of q: Rows, on rows: Range<Int>, _ work: Workspace, into logits: Rows) {
            var work = work
            let first = rows.lowerBound / Panels.width * Panels.width  // a product begins with a whole panel
            let products = work.rows(1, rows.upperBound - first)  // q . k of one head
            for head in 0..<heads {
                keys[head].apply(to: q.head(head, width: headWidth), outputs: first..<rows.upperBound, into: products)
                logits.head(head, width: 1).copyTransposed(products.columns(rows.lowerBound - first..<products.columns))
            }
        }

        func backward(_ rule: BackwardRule, receivers: Int, chunks: Int) throws -> any BackwardAttention {
            try SoftmaxBackward(self, rule, receivers: receivers, chunks: chunks)
        }

        func rollout(chunks: Int) throws -> any RolloutAttention { try SoftmaxRollout(self) }

        var packageAttention: (any PackageAttention)? { EvenAttention(tokens: tokens) }
    }

    /// The package averages each row of the matrix, which sums to one: the same number for every token.
    private struct EvenAttention: PackageAttention {
        let tokens: Int

        func attend(_ y: Rows, _ work: Workspace, into attention: Rows) { attention.fill(1 / Float(tokens)) }
    }
}
