/// Attention rollout through linear attention: `sum_i r_i A_ij = (sum_i r_i q_i / den_i) . k_j`, mean over heads and without
/// the temperature.
struct LinearRollout: RolloutAttention {
    let attention: LinearAttention
    let keySum: Matrix  // [1, D]
    private let parts: [Matrix]  // [1, D] each: sum_i r_i q_i / den_i

    init(_ folded: FoldedAttention, chunks: Int) throws {
        (attention, keySum) = (folded.attention, folded.keySum)
        let width = folded.keySum.columns
        parts = try (0..<chunks).map { _ in try Matrix(1, width) }
    }

    func gather(_ shares: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
        var work = work
        let q = work.rows(y.count, keySum.columns)  // [rows, D]
        let denominators = work.rows(y.count, attention.heads)  // [rows, H]
        attention.query.apply(to: y, into: q, activation: attention.activation)
        q.headDots(with: keySum.rows, into: denominators)
        q.divideHeads(by: denominators, floor: LinearAttention.leastDenominator)
        parts[chunk].rows.addProduct(transposed: shares, q)
    }

    func complete(_ workers: Workers) throws -> any CompleteRolloutAttention {
        let sum = try Matrix(1, keySum.columns)
        for part in parts { sum.rows.add(part.rows, times: 1 / Float(attention.heads)) }
        return Complete(attention: attention, query: sum)
    }

    /// What all tokens hand on, as one query that every key answers.
    private struct Complete: CompleteRolloutAttention {
        let attention: LinearAttention
        let query: Matrix  // [1, D]

        func write(to shares: Rows, from y: Rows, at position: Int, _ work: Workspace) {
            var work = work
            let k = work.rows(y.count, query.columns)  // [rows, D]
            attention.key.apply(to: y, into: k, activation: attention.activation)
            k.headDots(with: query.rows, into: shares)
        }
    }
}
