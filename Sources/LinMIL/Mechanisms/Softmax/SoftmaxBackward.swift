/// The derivative of softmax attention, without the matrix of tokens by tokens (Dao et al., FlashAttention, arXiv 2205.14135).
/// With the largest logit m and the sum s of a query's exponentials, `p_ij = exp(q_i . k_j - m_i)`, in each head:
///
///     o_i = sum_j p_ij v_j / s_i           do = dx Wo             e_i = do_i / s_i
///     dv_j = sum_i p_ij e_i                g_ij = p_ij (e_i . v_j - r_i)      r_i = e_i . o_i
///     dq_i = sum_j g_ij k_j                dk_j = sum_i g_ij q_i
///
/// With attention weights held constant, only dv is left. Of every token that received it keeps q, m, e and r.
struct SoftmaxBackward: BackwardAttention {
    private let receivers: SoftmaxReceivers  // e
    private let projection: Linear?  // [H d, D], transposed
    private let exact: Exact?
    private let sums: [Matrix]  // [chunks] of [1, D], the sum of dx: the derivative by the projection's bias

    /// What only the exact derivative needs.
    fileprivate struct Exact: Sendable {
        let r: Matrix  // [receivers, H]
        let query: Linear  // [D, H d], transposed
        let key: Linear  // [D, H d], transposed
    }

    init(_ all: SoftmaxAttention.AllTokens, _ rule: BackwardRule, receivers: Int, chunks: Int) throws {
        let attention = all.attention
        self.receivers = try SoftmaxReceivers(all, receivers: receivers, payload: all.headWidth)
        projection = try attention.projection?.transposed()
        exact =
            rule == .relevance
            ? nil
            : Exact(
                r: try Matrix(receivers, all.heads), query: try attention.query.transposed(),
                key: try attention.key.transposed())
        sums = try (0..<chunks).map { _ in try Matrix(1, attention.query.inputs) }
    }

    func gather(
        _ dx: Rows, through x: Rows, from y: Rows, into dy: Rows, at position: Int, chunk: Int, _ work: Workspace,
        rest: (Workspace) -> Void
    ) {
        receivers.all.attend(to: x, from: y, at: position, work) { attended, work in
            rest(work)
            let rows = position..<position + y.count
            let e = receivers.payload[rows]  // first do
            if let projection { projection.apply(to: dx, into: e) } else { e.copy(dx) }
            dx.addSum(to: sums[chunk].rows)
            receivers.keep(attended, at: position)
            guard let exact else { return }
            var work = work
            let dq = work.rows(y.count, receivers.all.width)  // [rows, H d]
            e.headDots(with: attended.output, into: exact.r[rows])
            writeQueryDerivative(of: attended, e, exact.r[rows], into: dq, work)
            exact.query.add(of: dq, to: dy)
        }
    }

    /// Passes some queries over all keys and values again. e, dq [rows, H d], r [rows, H]
    private func writeQueryDerivative(
        of attended: SoftmaxAttention.AllTokens.Attended, _ e: Rows, _ r: Rows, into dq: Rows, _ work: Workspace
    ) {
        let (all, d) = (receivers.all, receivers.all.headWidth)
        var work = work
        let k = work.rows(SoftmaxAttention.blockKeys, d)  // a block's keys
        let v = work.rows(SoftmaxAttention.blockKeys, d)
        let p = work.rows(SoftmaxAttention.blockKeys, e.count)  // [keys, rows]
        let dp = work.rows(SoftmaxAttention.blockKeys, e.count)
        dq.fill(0)
        for head in 0..<all.heads {
            let largest = attended.largest.head(head, width: 1).values
            let offsets = r.head(head, width: 1).values
            for block in SoftmaxAttention.blocks(of: all.tokens) {
                let (k, v, p, dp) = (
                    k.prefix(block.count), v.prefix(block.count), p.prefix(block.count), dp.prefix(block.count)
                )
                all.keys[head].copyOutputs(block, into: k)
                all.values[head].copyInputs(block, into: v)
                p.setProduct(k, transposed: attended.queries.head(head, width: d))
                p.exponentiate(minus: largest)
                dp.setProduct(v, transposed: e.head(head, width: d))
                p.deriveSoftmax(of: dp, minus: offsets)
                dq.head(head, width: d).addProduct(transposed: p, k)
            }
        }
    }

    func complete(_ workers: Workers) throws -> any CompleteBackwardAttention {
        let attention = receivers.all.attention
        let sum = try Matrix(1, attention.query.inputs)
        for part in sums { sum.rows.add(part.rows) }
        return Complete(
            receivers: receivers, value: try attention.value.transposed(), exact: exact,
            biases: attention.projection?.biasRow.map { sum.rows.dot($0) } ?? 0)
    }

    /// What every token gets of all that received.
    private struct Complete: CompleteBackwardAttention {
        let receivers: SoftmaxReceivers
        let value: Linear  // [D, H d], transposed
        let exact: Exact?
        let biases: Double

        func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            var work = work
            let (attention, d) = (receivers.all.attention, receivers.all.headWidth)
            let k = work.rows(y.count, receivers.all.width)  // [rows, H d]
            let dv = work.rows(y.count, receivers.all.width)
            attention.key.apply(to: y, into: k)
            k.round(to: attention.key.precision)
            dv.fill(0)
            guard let exact else {
                receivers.forWeights(on: k, work) { head, block, p, _ in
                    dv.head(head, width: d).addProduct(transposed: p, receivers.payload[block].head(head, width: d))
                }
                value.add(of: dv, to: dy)
                return
            }
            let v = work.rows(y.count, receivers.all.width)
            let dk = work.rows(y.count, receivers.all.width)
            attention.value.apply(to: y, into: v)
            dk.fill(0)
            receivers.forWeights(on: k, work) { head, block, p, work in
                var work = work
                let e = receivers.payload[block].head(head, width: d)
                let dp = work.rows(block.count, y.count)
                dv.head(head, width: d).addProduct(transposed: p, e)
                dp.setProduct(e, transposed: v.head(head, width: d))
                p.deriveSoftmax(of: dp, minusEach: exact.r[block].head(head, width: 1))
                dk.head(head, width: d).addProduct(transposed: p, receivers.queries[block].head(head, width: d))
            }
            value.add(of: dv, to: dy)
            exact.key.add(of: dk, to: dy)
        }
    }
}
