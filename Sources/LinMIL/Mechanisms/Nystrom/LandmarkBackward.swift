/// The derivative of Nystrom attention, in each head, with B = `A3 v` and G = `pinv(A2) B`:
///
///     o = A1 G + convolution of v              do = dx Wo
///     dG = A1^T do                             dB = pinv(A2)^T dG
///     dv = A3^T dB + transposed convolution of do
///
/// With A1, A2 and A3 held constant, that is all. The exact derivative goes through them too (``LandmarkDerivative``).
struct LandmarkBackward: BackwardAttention {
    private let receivers: LandmarkReceivers
    private let outputs: Matrix  // [receivers, H d], do
    private let projection: Linear  // [H d, D], transposed
    private let exact: LandmarkQueries?
    private let sums: [Matrix]  // [chunks] of [1, D], the sum of dx: the derivative by the projection's bias

    init(_ all: LandmarkAttention, _ rule: BackwardRule, receivers: Int, chunks: Int) throws {
        let attention = all.attention
        self.receivers = try LandmarkReceivers(all, payload: attention.headWidth, chunks: chunks)
        outputs = try Matrix(receivers, attention.query.rowCount)
        projection = try attention.output.transposed()
        exact = rule == .derivative ? try LandmarkQueries(all, chunks: chunks) : nil
        sums = try (0..<chunks).map { _ in try Matrix(1, attention.query.columns) }
    }

    func gather(
        _ dx: Rows, through x: Rows, from y: Rows, into dy: Rows, at position: Int, chunk: Int, _ work: Workspace,
        rest: (Workspace) -> Void
    ) {
        let (all, d) = (receivers.all, receivers.all.attention.headWidth)
        all.attend(to: x, from: y, at: position, work) { a1, work in
            rest(work)
            let output = outputs[position..<position + y.count]  // do [rows, H d]
            projection.apply(to: dx, into: output)
            dx.addSum(to: sums[chunk].rows)
            for head in 0..<all.attention.heads {
                receivers.gather(output.head(head, width: d), head: head, a1: a1, chunk: chunk)
            }
            exact?.gather(output, a1: a1, from: y, into: dy, chunk: chunk, work)
        }
    }

    func complete(_ workers: Workers) throws -> any CompleteBackwardAttention {
        let all = receivers.all
        let sum = try Matrix(1, all.attention.query.columns)
        for part in sums { sum.rows.add(part.rows) }
        let dGathered = try receivers.sum()  // dG^T [H d, 64]
        let payments = try receivers.payments(of: dGathered)  // dB^T over the landmarks' sums [H d, 64]
        return Complete(
            all: all, outputs: outputs, value: try all.attention.value.transposed(),
            payments: try all.attention.perHead { try Linear(payments[$0], bias: nil) },
            exact: try exact.map { try LandmarkDerivative(all, $0, dGathered, payments: payments, workers) },
            biases: all.attention.output.biasRow.map { sum.rows.dot($0) } ?? 0)
    }

    /// What every token gets of all that received.
    private struct Complete: CompleteBackwardAttention {
        let all: LandmarkAttention
        let outputs: Matrix  // [receivers, H d], do
        let value: Linear  // [D, H d], transposed
        let payments: [Linear]  // heads x [d, 64]
        let exact: LandmarkDerivative?
        let biases: Double

        func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            var work = work
            let (attention, d) = (all.attention, all.attention.headWidth)
            let exponentials = work.rows(y.count, attention.heads * NystromAttention.landmarks)  // [rows, H 64]
            let dv = work.rows(y.count, attention.query.rowCount)  // [rows, H d]
            all.writeExponentials(of: y, into: exponentials)
            for head in 0..<attention.heads {
                payments[head].apply(
                    to: exponentials.head(head, width: NystromAttention.landmarks), into: dv.head(head, width: d))
            }
            attention.addConvolution(of: outputs, at: position, to: dv, isTransposed: true)
            value.add(of: dv, to: dy)
            exact?.add(to: dy, exponentials, at: position, work)
        }
    }
}

extension NystromAttention {
    /// Makes something of each head's rows in a matrix. [H d, n]
    func perHead<Result>(_ make: (Range<Int>) throws -> Result) rethrows -> [Result] {
        try (0..<heads).map { try make($0 * headWidth..<($0 + 1) * headWidth) }
    }
}
