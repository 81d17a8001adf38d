/// Linear attention that has seen all tokens, as a layer that acts on `q / denominator`: `temperature_h M_h` and the output
/// projection are folded into one matrix, since both follow the query linearly. M_h is `k^T v` of head h.
struct FoldedAttention: CompleteAttention {
    let attention: LinearAttention
    let keySum: Matrix  // [1, D]
    let keyValue: Matrix  // [D, d]: M_h under one another
    let output: Linear  // [D, D]
    /// `q . meanOutput` is the package's `attn`: `q_h M_h temperature_h`, mean over heads and over the head's columns.
    let meanOutput: Matrix  // [1, D]

    /// Folds: `P[h c, n] = temperature_h sum_e M_h[c, e] Wo[n, h e]`.
    init(_ sums: KeyValueSums, of attention: LinearAttention, _ workers: Workers) throws {
        let (width, d) = (sums.keySum.columns, sums.keyValue.columns)
        let (folded, means) = (try Matrix(width, width), try Matrix(1, width))
        let ones = try Matrix(1, d, Array(repeating: 1, count: d))
        try workers.share(attention.heads) { head in
            let (keyValue, temperature) = (sums.keyValue(head), attention.temperature[head])  // M_h [d, d]
            folded.rows.head(head, width: d).setProduct(
                attention.projection.rows.head(head, width: d), transposed: keyValue, scale: temperature)
            means.rows.head(head, width: d).setProduct(
                ones.rows, transposed: keyValue, scale: temperature / Float(width))
        }
        meanOutput = means
        self.attention = attention
        (keySum, keyValue) = (sums.keySum, sums.keyValue)
        output = try Linear(folded.rows, bias: attention.projectionBias, precision: attention.query.precision)
    }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        attend(to: x, from: y, at: position, work) { _, _, _ in }
    }

    /// Adds what attention gives to some tokens, and hands on what it formed for that.
    ///
    /// - Parameters:
    ///   - preactivation: receives the queries before their activation, if it is wanted. [rows, D]
    ///   - then: is given `q / denominator` [rows, D] and the denominators before the clamp [rows, H].
    func attend(
        to x: Rows, from y: Rows, at position: Int, _ work: Workspace, keeping preactivation: Rows? = nil,
        then: (_ q: Rows, _ denominators: Rows, _ work: Workspace) -> Void
    ) {
        var work = work
        let q = work.rows(y.count, keySum.columns)  // [rows, D]
        let denominators = work.rows(y.count, attention.heads)  // [rows, H]
        if let preactivation {
            attention.query.apply(to: y, into: preactivation)
            q.copy(preactivation)
            q.activate(attention.activation)
        } else {
            attention.query.apply(to: y, into: q, activation: attention.activation)
        }
        q.headDots(with: keySum.rows, into: denominators)
        work.note(.queries, q, at: position)
        work.note(.denominators, denominators, at: position)
        q.divideHeads(by: denominators, floor: LinearAttention.leastDenominator)
        output.add(of: q, to: x)
        then(q, denominators, work)
    }

    func backward(_ rule: BackwardRule, receivers: Int, chunks: Int) throws -> any BackwardAttention {
        try LinearBackward(self, rule, chunks: chunks)
    }

    func rollout(chunks: Int) throws -> any RolloutAttention { try LinearRollout(self, chunks: chunks) }

    func weights(ofClassToken y: Rows, _ workers: Workers) throws -> any TokenWeights {
        let classQuery = try Matrix(1, keySum.columns)
        attention.query.apply(to: y, into: classQuery.rows, activation: attention.activation)
        return Weights(
            attention: attention, classQuery: classQuery,
            denominators: try attention.denominators(of: classQuery, keySum: keySum))
    }

    /// `phi(q_cls) . phi(k_j)` of each head.
    private struct Weights: TokenWeights {
        let attention: LinearAttention
        let classQuery: Matrix  // [1, D]
        let denominators: [Float]  // [H]

        func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows) {
            var work = work
            let k = work.rows(y.count, classQuery.columns)  // [rows, D]
            attention.key.apply(to: y, into: k, activation: attention.activation)
            k.headDots(with: classQuery.rows, into: weights)
        }
    }

    var packageAttention: (any PackageAttention)? {
        LinearPackageAttention(attention: attention, meanOutput: meanOutput)
    }
}

extension LinearAttention {
    /// Returns each head's denominator, `max(q . sum_j k_j, 100)`. query [1, D], keySum [1, D] -> [H]
    func denominators(of query: Matrix, keySum: Matrix) throws(ModelError) -> [Float] {
        let dots = try Matrix(1, heads)
        query.rows.headDots(with: keySum.rows, into: dots.rows)
        return dots.values.map { max($0, Self.leastDenominator) }
    }
}

/// The package's `attn` of linear attention: what a token's own query gets before the division, mean over its D numbers.
struct LinearPackageAttention: PackageAttention {
    let attention: LinearAttention
    let meanOutput: Matrix  // [1, D]

    func attend(_ y: Rows, _ work: Workspace, into attention: Rows) {
        var work = work
        let q = work.rows(y.count, meanOutput.columns)  // [rows, D]
        self.attention.query.apply(to: y, into: q, activation: self.attention.activation)
        q.headDots(with: meanOutput.rows, into: attention)
    }
}
