/// The tokens that received dilated attention, with a payload that each hands back: attention the other way round. With lse the
/// log-sum-exp of all that a token's head sees, token j is paid, in each head,
///
///     sum_i a_ij u_i = sum over branches, sum_i exp(q_i . k_j - lse_i) u_i
///
/// where i and j are seen by that head in one segment of the branch. The payload is a derivative or a share.
struct SegmentReceivers: Sendable {
    let all: SegmentAttention
    let logSumExp: Matrix  // [receivers, H]
    let payload: Matrix  // [receivers, H w], u

    /// - Parameter payload: the width w of what each head hands back.
    init(_ all: SegmentAttention, receivers: Int, payload: Int) throws(ModelError) {
        self.all = all
        logSumExp = try Matrix(receivers, all.heads)
        self.payload = try Matrix(receivers, all.heads * payload)
    }

    /// What receivers and tokens at hand have to do with each other in one segment.
    struct Payment {
        let head: Int
        let receivers: ArraySlice<Int>  // their positions
        let tokens: ArraySlice<Int>  // positions of the tokens at hand
        let weights: Rows  // [receivers, tokens]
        let payload: Rows  // [receivers, w]
        let queries: Rows  // [receivers, d]
        let keys: Rows  // [tokens, d], values too
    }

    /// Forms the weights that receivers pay some tokens, segment by segment.
    func forPayments(to tokens: Range<Int>, _ work: Workspace, _ visit: (Payment, Workspace) -> Void) {
        for group in all.groups(around: tokens) {
            let receivers = group.seen.prefix { $0 < logSumExp.rowCount }
            guard !receivers.isEmpty else { continue }
            var work = work
            let k = work.rows(group.seen.count, all.headWidth)  // [seen, d]
            let u = work.rows(receivers.count, payload.columns / all.heads)
            let offsets = work.rows(receivers.count, 1)
            let weights = work.rows(receivers.count, group.own.count)
            all.copy(group.seen, group.head, into: k)
            u.copyRows(receivers, of: payload, head: group.head)
            offsets.copyRows(receivers, of: logSumExp, head: group.head)
            let (queries, keys) = (k.prefix(receivers.count), k.rows(group.own))
            weights.setProduct(queries, transposed: keys, scale: all.scale)
            weights.exponentiate(minusEach: offsets)
            visit(
                Payment(
                    head: group.head, receivers: receivers, tokens: group.ownPositions, weights: weights, payload: u,
                    queries: queries, keys: keys), work)
        }
    }
}

extension Rows {
    /// Copies a head's part of some rows of a matrix. self [positions, w]
    func copyRows(_ positions: some Collection<Int>, of matrix: Matrix, head: Int) {
        precondition(positions.count == count, "\(positions.count) positions into \(count) rows")
        for (row, position) in positions.enumerated() {
            rows(row..<row + 1).copy(matrix[position..<position + 1].head(head, width: columns))
        }
    }

    /// Adds rows to a head's part of the rows at some positions. paid [positions, w], self [tokens, H w]
    ///
    /// - Parameter first: the position of these rows' first.
    func addRows(_ paid: Rows, at positions: some Collection<Int>, from first: Int, head: Int) {
        precondition(positions.count == paid.count, "\(paid.count) rows at \(positions.count) positions")
        for (row, position) in positions.enumerated() {
            rows(position - first..<position - first + 1).head(head, width: paid.columns).add(paid.rows(row..<row + 1))
        }
    }
}
