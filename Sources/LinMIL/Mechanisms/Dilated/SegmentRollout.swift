/// Attention rollout through dilated attention: `sum_i r_i a_ij`, mean over heads. A head that does not see a token hands
/// nothing on of it.
struct SegmentRollout: RolloutAttention {
    private let receivers: SegmentReceivers  // a share for each head

    init(_ all: SegmentAttention) throws(ModelError) {
        receivers = try SegmentReceivers(all, receivers: all.inputs.rowCount, payload: 1)
    }

    func gather(_ shares: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
        var work = work
        let rows = position..<position + y.count
        receivers.logSumExp[rows].copy(receivers.all.receive(at: rows, &work).logSumExp)
        for head in 0..<receivers.all.heads { receivers.payload[rows].head(head, width: 1).copy(shares) }
    }

    func complete(_ workers: Workers) -> any CompleteRolloutAttention { Complete(receivers: receivers) }

    private struct Complete: CompleteRolloutAttention {
        let receivers: SegmentReceivers

        func write(to shares: Rows, from y: Rows, at position: Int, _ work: Workspace) {
            shares.fill(0)
            receivers.forPayments(to: position..<position + y.count, work) { payment, work in
                var work = work
                let paid = work.rows(payment.tokens.count, 1)
                paid.fill(0)
                paid.addProduct(
                    transposed: payment.weights, payment.payload, scale: 1 / Float(receivers.all.heads))
                shares.addRows(paid, at: payment.tokens, from: position, head: 0)
            }
        }
    }
}
