/// Attention rollout through Nystrom attention: `sum_i r_i (A1 pinv(A2) A3)_ij`, mean over heads, without the columns of the
/// padding and without the convolution. Its numbers are signed, as those matrices are.
struct LandmarkRollout: RolloutAttention {
    private let receivers: LandmarkReceivers

    init(_ all: LandmarkAttention, chunks: Int) throws {
        receivers = try LandmarkReceivers(all, payload: 1, chunks: chunks)
    }

    func gather(_ shares: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
        var work = work
        let heads = receivers.all.attention.heads
        let a1 = work.rows(y.count, heads * NystromAttention.landmarks)  // [rows, H 64]
        receivers.all.landmarks.weights(of: y, into: a1)
        for head in 0..<heads { receivers.gather(shares, head: head, a1: a1, chunk: chunk) }
    }

    func complete(_ workers: Workers) throws -> any CompleteRolloutAttention {
        let payments = try receivers.payments(of: receivers.sum()).values  // [H 64]
        return Complete(
            all: receivers.all, factors: payments.map { $0 / Float(receivers.all.attention.heads) })
    }

    private struct Complete: CompleteRolloutAttention {
        let all: LandmarkAttention
        let factors: [Float]  // [H 64]

        func write(to shares: Rows, from y: Rows, at position: Int, _ work: Workspace) {
            var work = work
            let exponentials = work.rows(y.count, factors.count)  // [rows, H 64]
            all.writeExponentials(of: y, into: exponentials)
            exponentials.rowDots(with: factors, into: shares)
        }
    }
}
