/// The derivative of linear attention's readout. Only the class token received, so dM and dK have rank one and nothing is
/// summed over the tokens. With `s_j = q . k_j` of each head, and e and r of the one row as in ``LinearBackward``:
///
///     u_j = e . v_j = P y_j + e . b_v, with P = e W_v         dk_j = q (u_j - r)
///     dy_j = s_j P + (dk_j f'(z_j)) W_k                       dq = sum_j k_j (u_j - r)
///
/// `s_j u_j`, summed over heads, is what the tile's value contributes: its evidence.
struct LinearReadoutBackward: BackwardReadout {
    let attention: LinearAttention
    private let classQuery: Matrix  // [1, D]
    private let weights: Matrix  // [tokens, H], s
    private let contribution: Linear  // [H, D]: gives u
    private let share: Linear  // [D, H]: gives s P
    private let exact: Exact?
    let biases: Double
    let evidenceTarget: Double

    /// What only the exact derivative needs.
    private struct Exact {
        let query: Linear  // [D, D], transposed
        let key: Linear  // [D, D], transposed
        let minusR: Matrix  // [1, H]
        let dq: [Matrix]  // [chunks] of [1, D]
    }

    /// - Parameters:
    ///   - gradient: the derivative by the class token after attention. [1, D]
    ///   - chunks: how many chunks keep sums of their own.
    init(_ complete: ReadOutAttention, _ rule: BackwardRule, gradient: Rows, chunks: Int) throws {
        let (readout, kept) = (complete.readout, complete.kept)
        let (attention, width) = (readout.attention, readout.valueWeight.columns)
        let (heads, d) = (attention.heads, width / attention.heads)
        let output = try Matrix(width, 1)  // do
        output.rows.addProduct(transposed: attention.projection.rows, try gradient.column().rows)
        let valueBias = try Matrix(1, width, readout.valueBias)
        let (contributions, shares) = (try Matrix(heads, width), try Matrix(width, heads))  // P and its transpose
        var (contributionBias, minusR) = ([Float](), [Float]())
        var (target, biases) = (0.0, 0.0)
        let dots = try Matrix(1, heads)  // the denominators before the clamp
        complete.classQuery.rows.headDots(with: complete.keySum.rows, into: dots.rows)
        for head in 0..<heads {
            let rows = head * d..<(head + 1) * d
            let e = try Matrix(d, 1)
            e.rows.add(output[rows], times: attention.temperature[head] / kept.denominators[head])
            contributions[head..<head + 1].addProduct(transposed: e.rows, readout.valueWeight[rows])
            shares.rows.columns(head..<head + 1).copyTransposed(contributions[head..<head + 1])
            let bias = e.rows.dot(try valueBias.rows.columns(rows).column().rows)
            let dot = output[rows].dot(try complete.output.rows.columns(rows).column().rows)
            contributionBias.append(Float(bias))
            biases += bias * Double(complete.weightSum[head])
            target += dot
            let isClamped = dots.values[head] < LinearAttention.leastDenominator
            minusR.append(isClamped ? 0 : -Float(dot / Double(kept.denominators[head])))
        }
        biases += gradient.dot(try Matrix(1, width, attention.projectionBias).rows)
        (self.attention, classQuery, weights) = (attention, complete.classQuery, kept.weights)
        contribution = try Linear(contributions.rows, bias: contributionBias)
        share = try Linear(shares.rows, bias: nil)
        (self.biases, evidenceTarget) = (biases, target)
        exact =
            rule == .relevance
            ? nil
            : Exact(
                query: try attention.query.transposed(), key: try attention.key.transposed(),
                minusR: try Matrix(1, heads, minusR), dq: try (0..<chunks).map { _ in try Matrix(1, width) })
    }

    func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
        share.add(of: weights[position..<position + y.count], to: dy)
        guard let exact else { return }
        var work = work
        let (heads, d) = (attention.heads, y.columns / attention.heads)
        let u = work.rows(y.count, heads)  // [rows, H], less r
        let z = work.rows(y.count, y.columns)  // the keys before their activation
        let k = work.rows(y.count, y.columns)
        contribution.apply(to: y, into: u)
        u.addToEach(exact.minusR.rows)
        attention.key.apply(to: y, into: z)
        k.copy(z)
        k.activate(attention.activation)
        for head in 0..<heads {
            exact.dq[chunk].rows.head(head, width: d)
                .addProduct(transposed: u.columns(head..<head + 1), k.head(head, width: d))
        }
        let dk = k
        dk.fill(0)
        dk.addHeads(of: classQuery.rows, times: u)
        dk.derive(attention.activation, at: z)
        exact.key.add(of: dk, to: dy)
    }

    func addToClassToken(_ dy: Rows, from y: Rows, _ work: Workspace) {
        guard let exact else { return }
        var work = work
        let (z, dq) = (work.rows(1, y.columns), work.rows(1, y.columns))
        attention.query.apply(to: y, into: z)
        dq.fill(0)
        for part in exact.dq { dq.add(part.rows) }
        dq.derive(attention.activation, at: z)
        exact.query.add(of: dq, to: dy)
    }

    func writeEvidence(of y: Rows, at position: Int, _ work: Workspace, into evidence: Rows) {
        var work = work
        let u = work.rows(y.count, attention.heads)  // [rows, H]
        contribution.apply(to: y, into: u)
        u.headDots(with: weights[position..<position + y.count], into: evidence)
    }
}
