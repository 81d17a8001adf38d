/// Attention rollout through softmax attention: `sum_i r_i a_ij`, mean over heads.
struct SoftmaxRollout: RolloutAttention {
    private let receivers: SoftmaxReceivers  // a share for each head

    init(_ all: SoftmaxAttention.AllTokens) throws(ModelError) {
        receivers = try SoftmaxReceivers(all, receivers: all.tokens, payload: 1)
    }

    func gather(_ shares: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
        var work = work
        let attended = receivers.all.attend(y, weighingValues: false, &work)
        let payload = receivers.payload[position..<position + y.count]  // [rows, H]
        for head in 0..<receivers.all.heads { payload.head(head, width: 1).copy(shares) }
        receivers.keep(attended, at: position)
    }

    func complete(_ workers: Workers) -> any CompleteRolloutAttention { Complete(receivers: receivers) }

    private struct Complete: CompleteRolloutAttention {
        let receivers: SoftmaxReceivers

        func write(to shares: Rows, from y: Rows, at position: Int, _ work: Workspace) {
            var work = work
            let heads = receivers.all.heads
            let k = work.rows(y.count, receivers.all.width)  // [rows, H d]
            let paid = work.rows(y.count, heads)  // [rows, H]
            receivers.all.attention.key.apply(to: y, into: k)
            k.round(to: receivers.all.attention.key.precision)
            paid.fill(0)
            receivers.forWeights(on: k, work) { head, block, p, _ in
                paid.head(head, width: 1)
                    .addProduct(transposed: p, receivers.payload[block].head(head, width: 1))
            }
            paid.rowDots(with: Array(repeating: 1 / Float(heads), count: heads), into: shares)
        }
    }
}
