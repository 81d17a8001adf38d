/// The derivative of linear attention. With M = `k^T v` and K = `sum k` of each head, `den = max(q . K, 100)`:
///
///     o = temperature q M / den            do = dx Wo                 e = temperature do / den
///     dq = M e - r K                       r = (do . o) / den, 0 where the clamp holds den at 100
///     dM = sum_i q_i^T e_i                 dK = -sum_i r_i q_i
///     dk = M' v + dK with M' = dM          dv = dM^T k
///
/// With attention weights held constant, only dv is left. Of all tokens it must know dM and dK.
struct LinearBackward: BackwardAttention {
    let folded: FoldedAttention
    let isExact: Bool
    fileprivate let projection: Linear  // [D, D], transposed
    fileprivate let query: Linear?  // [D, D], transposed; only for the exact derivative
    private let parts: [Sums]

    init(_ folded: FoldedAttention, _ rule: BackwardRule, chunks: Int) throws {
        let attention = folded.attention
        (self.folded, isExact) = (folded, rule == .derivative)
        projection = try Linear(attention.projection.rows, bias: nil, precision: attention.query.precision)
            .transposed()
        query = isExact ? try attention.query.transposed() : nil
        parts = try (0..<chunks).map { _ in try Sums(attention) }
    }

    /// The sums over the tokens that received.
    fileprivate struct Sums: Sendable {
        let keyValue: Matrix  // [D, d], the transpose of each head's dM
        let keySum: Matrix  // [1, D], dK
        let output: Matrix  // [1, D], the sum of dx: the derivative by the projection's bias

        init(_ attention: LinearAttention) throws(ModelError) {
            let width = attention.projection.columns
            keyValue = try Matrix(width, width / attention.heads)
            keySum = try Matrix(1, width)
            output = try Matrix(1, width)
        }

        func add(_ other: Sums) {
            keyValue.rows.add(other.keyValue.rows)
            keySum.rows.add(other.keySum.rows)
            output.rows.add(other.output.rows)
        }
    }

    func gather(
        _ dx: Rows, through x: Rows, from y: Rows, into dy: Rows, at position: Int, chunk: Int, _ work: Workspace,
        rest: (Workspace) -> Void
    ) {
        var work = work
        let (attention, sums) = (folded.attention, parts[chunk])
        let (width, d) = (attention.projection.columns, sums.keyValue.columns)
        let z = isExact ? work.rows(y.count, width) : nil  // the queries before their activation
        folded.attend(to: x, from: y, at: position, work, keeping: z) { q, denominators, work in  // q / den [rows, D]
            rest(work)
            var work = work
            let output = work.rows(dx.count, width)  // do [rows, D]
            projection.apply(to: dx, into: output)
            dx.addSum(to: sums.output.rows)
            for head in 0..<attention.heads {
                sums.keyValue[head * d..<(head + 1) * d].addProduct(
                    transposed: output.head(head, width: d), q.head(head, width: d),
                    scale: attention.temperature[head])
            }
            guard let z, let query else { return }
            let dq = work.rows(dx.count, width)  // first temperature M do, which is M e den
            for head in 0..<attention.heads {
                dq.head(head, width: d).setProduct(
                    output.head(head, width: d), transposed: folded.keyValue[head * d..<(head + 1) * d],
                    scale: attention.temperature[head])
            }
            let r = work.rows(dx.count, attention.heads)  // -(do . o), 0 where the clamp holds the denominator
            q.headDots(with: dq, into: r)
            r.negate(whereAtLeast: LinearAttention.leastDenominator, denominators)
            for head in 0..<attention.heads {
                sums.keySum.rows.head(head, width: d)
                    .addProduct(transposed: r.columns(head..<head + 1), q.head(head, width: d))
            }
            dq.addHeads(of: folded.keySum.rows, times: r)
            dq.divideHeads(by: denominators, floor: LinearAttention.leastDenominator)
            dq.derive(attention.activation, at: z)
            query.add(of: dq, to: dy)
        }
    }

    func complete(_ workers: Workers) throws -> any CompleteBackwardAttention {
        let sums = try Sums(folded.attention)
        for part in parts { sums.add(part) }
        return try Complete(self, sums)
    }

    /// dM and dK of all tokens.
    private struct Complete: CompleteBackwardAttention {
        let attention: LinearAttention
        let keyValueTransposed: Matrix  // [D, d]
        let value: Linear  // [D, D], transposed
        let exact: (keyValue: Matrix, keySum: Matrix, key: Linear)?  // [D, d], [1, D], [D, D] transposed
        let biases: Double

        init(_ backward: LinearBackward, _ sums: Sums) throws {
            let (attention, d) = (backward.folded.attention, sums.keyValue.columns)
            self.attention = attention
            keyValueTransposed = sums.keyValue
            value = try attention.value.transposed()
            exact =
                backward.isExact
                ? (try sums.keyValue.transposedBlocks(d), sums.keySum, try attention.key.transposed()) : nil
            // The sum of dv over the tokens is `K dM`. [1, D]
            let values = try Matrix(1, attention.projection.columns)
            for head in 0..<attention.heads {
                values.rows.head(head, width: d).setProduct(
                    backward.folded.keySum.rows.head(head, width: d),
                    transposed: sums.keyValue[head * d..<(head + 1) * d])
            }
            let projectionBias = try Matrix(1, attention.projectionBias.count, attention.projectionBias)
            biases =
                sums.output.rows.dot(projectionBias.rows) + (attention.value.biasRow.map { values.rows.dot($0) } ?? 0)
        }

        func add(to dy: Rows, from y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            var work = work
            let (width, d) = (y.columns, keyValueTransposed.columns)
            let k = work.rows(y.count, width)  // [rows, D]
            let dv = work.rows(y.count, width)  // [rows, D]
            let y = LayerInput(y, for: attention.key.precision, &work)
            attention.key.apply(to: y, into: k, activation: exact == nil ? attention.activation : nil)
            let z = exact == nil ? nil : work.rows(y.count, width)  // the keys before their activation
            if let z {
                z.copy(k)
                k.activate(attention.activation)
            }
            for head in 0..<attention.heads {
                dv.head(head, width: d).setProduct(
                    k.head(head, width: d), transposed: keyValueTransposed[head * d..<(head + 1) * d])
            }
            value.add(of: dv, to: dy)
            guard let exact, let z else { return }
            let (v, dk) = (dv, k)
            attention.value.apply(to: y, into: v)
            for head in 0..<attention.heads {
                dk.head(head, width: d).setProduct(
                    v.head(head, width: d), transposed: exact.keyValue[head * d..<(head + 1) * d])
            }
            dk.addToEach(exact.keySum.rows)
            dk.derive(attention.activation, at: z)
            exact.key.add(of: dk, to: dy)
        }
    }
}
