/// The tokens that received softmax attention, with a payload that each hands back: attention the other way round. With the
/// largest logit m and the sum s of a query's exponentials, token j is paid, in each head,
///
///     sum_i a_ij u_i = sum_i exp(q_i . k_j - m_i) (u_i / s_i)
///
/// The receivers are passed in blocks, as keys are in ``SoftmaxAttention``. The payload is a derivative or a share.
struct SoftmaxReceivers: Sendable {
    let all: SoftmaxAttention.AllTokens
    let queries: Matrix  // [receivers, H d]
    let largest: Matrix  // [receivers, H], m
    let payload: Matrix  // [receivers, H w], u / s

    /// - Parameter payload: the width w of what each head hands back.
    init(_ all: SoftmaxAttention.AllTokens, receivers: Int, payload: Int) throws(ModelError) {
        self.all = all
        queries = try Matrix(receivers, all.width)
        largest = try Matrix(receivers, all.heads)
        self.payload = try Matrix(receivers, all.heads * payload)
    }

    /// Keeps some receivers, and divides their payload, which its rows hold already, by their sums.
    func keep(_ attended: SoftmaxAttention.AllTokens.Attended, at position: Int) {
        let rows = position..<position + attended.queries.count
        queries[rows].copy(attended.queries)
        largest[rows].copy(attended.largest)
        payload[rows].divideHeads(by: attended.sums, floor: 0)
    }

    /// Forms the weights that receivers pay some tokens, block by block. k [rows, H d]
    ///
    /// - Parameter visit: is given a head, some receivers, and `exp(q . k - m)`. [receivers of the range, rows]
    func forWeights(
        on k: Rows, _ work: Workspace, _ visit: (_ head: Int, _ receivers: Range<Int>, _ p: Rows, Workspace) -> Void
    ) {
        let d = all.headWidth
        var work = work
        let p = work.rows(min(SoftmaxAttention.blockKeys, queries.rowCount), k.count)
        for head in 0..<all.heads {
            for block in SoftmaxAttention.blocks(of: queries.rowCount) {
                let p = p.prefix(block.count)
                p.setProduct(queries[block].head(head, width: d), transposed: k.head(head, width: d))
                p.exponentiate(minusEach: largest[block].head(head, width: 1))
                visit(head, block, p, work)
            }
        }
    }
}
