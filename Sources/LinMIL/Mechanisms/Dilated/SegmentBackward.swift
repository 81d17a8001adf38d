/// The derivative of dilated attention. Queries, keys and values are the normalised input y itself, and all branches are one
/// softmax, so with weights a, in each head, and sums over the branches:
///
///     o_i = sum_j a_ij y_j                 do = dx
///     g_ij = a_ij (do_i . y_j - r_i)       r_i = do_i . o_i
///     dy_i = d^-1/2 sum_j g_ij y_j + sum_k (a_ki do_k + d^-1/2 g_ki y_k)
///
/// With attention weights held constant, only the sum of `a_ki do_k` is left. The published package merges the branches without
/// gradient: what PyTorch takes through it is not the derivative of its function. This is.
struct SegmentBackward: BackwardAttention {
    private let receivers: SegmentReceivers  // do
    private let r: Matrix?  // [receivers, H]; only for the exact derivative

    init(_ all: SegmentAttention, _ rule: BackwardRule, receivers: Int) throws {
        self.receivers = try SegmentReceivers(all, receivers: receivers, payload: all.headWidth)
        r = rule == .derivative ? try Matrix(receivers, all.heads) : nil
    }

    func gather(
        _ dx: Rows, through x: Rows, from y: Rows, into dy: Rows, at position: Int, chunk: Int, _ work: Workspace,
        rest: (Workspace) -> Void
    ) {
        var work = work
        let rows = position..<position + y.count
        let received = receivers.all.receive(at: rows, &work)
        x.add(received.output)
        rest(work)
        receivers.logSumExp[rows].copy(received.logSumExp)
        receivers.payload[rows].copy(dx)
        guard let r else { return }
        dx.headDots(with: received.output, into: r[rows])
        for group in receivers.all.groups(around: rows) { addQueryDerivative(in: group, r, to: dy, at: position, work) }
    }

    /// Adds what comes to some tokens as queries in one segment. dy [rows, D]
    private func addQueryDerivative(
        in group: SegmentAttention.Group, _ r: Matrix, to dy: Rows, at position: Int, _ work: Workspace
    ) {
        var work = work
        let (all, head, own) = (receivers.all, group.head, group.own.count)
        let k = work.rows(group.seen.count, all.headWidth)  // [seen, d]
        let output = work.rows(own, all.headWidth)  // first do, then what comes back
        let (offsets, slopes) = (work.rows(own, 1), work.rows(own, 1))
        let g = work.rows(group.seen.count, own)  // [seen, own]
        let dg = work.rows(group.seen.count, own)
        all.copy(group.seen, head, into: k)
        output.copyRows(group.ownPositions, of: receivers.payload, head: head)
        offsets.copyRows(group.ownPositions, of: receivers.logSumExp, head: head)
        slopes.copyRows(group.ownPositions, of: r, head: head)
        g.setProduct(k, transposed: k.rows(group.own), scale: all.scale)
        g.exponentiate(minus: offsets.values)
        dg.setProduct(k, transposed: output)
        g.deriveSoftmax(of: dg, minus: slopes.values)
        output.fill(0)
        output.addProduct(transposed: g, k, scale: all.scale)
        dy.addRows(output, at: group.ownPositions, from: position, head: head)
    }

    func complete(_ workers: Workers) -> any CompleteBackwardAttention { Complete(receivers: receivers, r: r) }

    /// What every token gets of all that received.
    private struct Complete: CompleteBackwardAttention {
        let receivers: SegmentReceivers
        let r: Matrix?
        let biases = 0.0

        func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            receivers.forPayments(to: position..<position + y.count, work) { payment, work in
                var work = work
                let paid = work.rows(payment.tokens.count, receivers.all.headWidth)
                paid.fill(0)
                paid.addProduct(transposed: payment.weights, payment.payload)
                if let r {
                    let slopes = work.rows(payment.receivers.count, 1)
                    let dg = work.rows(payment.receivers.count, payment.tokens.count)
                    slopes.copyRows(payment.receivers, of: r, head: payment.head)
                    dg.setProduct(payment.payload, transposed: payment.keys)
                    payment.weights.deriveSoftmax(of: dg, minusEach: slopes)
                    paid.addProduct(transposed: payment.weights, payment.queries, scale: receivers.all.scale)
                }
                dy.addRows(paid, at: payment.tokens, from: position, head: payment.head)
            }
        }
    }
}
