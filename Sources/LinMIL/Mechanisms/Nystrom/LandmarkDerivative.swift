/// The exact derivative of Nystrom attention by the keys and by the landmarks, in each head. With B = `A3 v`, L2 and L3 the
/// logits of A2 and A3, and dG, dB as in ``LandmarkBackward``:
///
///     dA3 = dB v^T       dL3 = A3 (dA3 - dB . B)                            dk = dL3^T q~     dq~ = dL3 k
///     dpinv = dG B^T     dL2 = A2 (dA2 - sum over landmarks of A2 dA2)      dq~ += dL2 k~     dk~ += dL2^T q~
///
/// A landmark is the mean of a segment, so each token of the segment gets its share of `dq~ Wq + dk~ Wk`.
struct LandmarkDerivative: Sendable {
    private let all: LandmarkAttention
    private let contributions: [Linear]  // heads x [64, d], dB over the landmarks' sums
    private let offsets: [Float]  // [H 64], dB . B over the landmarks' sums
    private let logits: Linear  // [D, H 64], transposed: takes L3 back to the input
    private let shares: Matrix  // [64, D], what each token of a segment gets

    /// - Parameters:
    ///   - queries: the derivative by the queries, which all tokens that received have passed.
    ///   - dGathered: dG transposed. [H d, 64]
    ///   - payments: dB transposed, over the landmarks' sums. [H d, 64]
    init(
        _ all: LandmarkAttention, _ queries: LandmarkQueries, _ dGathered: Matrix, payments: Matrix, _ workers: Workers
    ) throws {
        let (attention, landmarks) = (all.attention, all.landmarks)
        let count = NystromAttention.landmarks
        self.all = all
        contributions = try attention.perHead { try Linear(payments[$0], bias: nil).transposed() }
        logits = try landmarks.landmarkToToken.transposed()
        let offsets = try Matrix(attention.heads * count, 1)
        let dInverse = try Matrix(attention.heads * count, count)
        for (head, rows) in attention.perHead({ $0 }).enumerated() {
            let seen = all.sums.value[NystromAttention.landmarkRows(of: head)]  // B [64, d]
            let own = NystromAttention.landmarkRows(of: head)
            seen.headDots(with: try payments[rows].transposed().rows, into: offsets[own])
            dInverse[own].addProduct(transposed: dGathered[rows], try seen.transposed().rows)
        }
        self.offsets = offsets.values

        // dA2, then dL2 of each head
        let dLogits = try pseudoInverseDerivative(of: landmarks.a2, by: dInverse)
        let slopes = try Matrix(attention.heads * count, 1)
        let a2 = try Matrix(landmarks.a2.rowCount, count, landmarks.a2.values)
        a2.rows.headDots(with: dLogits.rows, into: slopes.rows)
        a2.rows.deriveSoftmax(of: dLogits.rows, minusEach: slopes.rows)

        let keys = try queries.sum()  // dk~ [H d, 64]
        shares = try Matrix(count, attention.query.columns)
        let sums = try Self.gatherQueries(all, contributions, self.offsets, workers)  // dq~ [H d, 64]
        for (head, rows) in attention.perHead({ $0 }).enumerated() {
            let dL2 = a2[NystromAttention.landmarkRows(of: head)]
            let product = try Matrix(rows.count, count).rows
            product.setProduct(landmarks.keys[rows], transposed: dL2)
            sums[rows].add(product)
            product.setProduct(landmarks.queries[rows], transposed: try dL2.transposed().rows)
            keys[rows].add(product)
        }
        let length = Float(landmarks.segmentLength)
        shares.rows.addProduct(
            transposed: sums.rows, attention.query.rows, scale: 1 / (Float(attention.headWidth).squareRoot() * length))
        shares.rows.addProduct(transposed: keys.rows, attention.key.rows, scale: 1 / length)
    }

    /// Sums `dL3 k` over all tokens: the derivative by the landmarks' queries, a landmark a column. [H d, 64]
    private static func gatherQueries(
        _ all: LandmarkAttention, _ contributions: [Linear], _ offsets: [Float], _ workers: Workers
    ) throws -> Matrix {
        let (attention, d) = (all.attention, all.attention.headWidth)
        let key = try Linear(attention.key.rows, bias: nil)
        let sweep = workers.sweep(
            over: all.inputs.rowCount, sumBytes: offsets.count * d * MemoryLayout<Float>.size)
        let parts = try (0..<sweep.chunkCount).map { _ in
            try Matrix(attention.key.rowCount, NystromAttention.landmarks)
        }
        try sweep.run { rows, work, chunk in
            var work = work
            let dLogits = work.rows(rows.count, offsets.count)  // [rows, H 64]
            all.writeExponentials(of: all.inputs[rows], into: dLogits)
            derive(dLogits, all, contributions, offsets, at: rows, work)
            let k = work.rows(rows.count, key.outputs)  // [rows, H d]
            key.apply(to: all.inputs[rows], into: k)
            for head in 0..<attention.heads {
                parts[chunk][head * d..<(head + 1) * d].addProduct(
                    transposed: k.head(head, width: d), dLogits.head(head, width: NystromAttention.landmarks))
            }
        }
        let sum = try Matrix(attention.key.rowCount, NystromAttention.landmarks)
        for part in parts { sum.rows.add(part.rows) }
        return sum
    }

    /// Turns exponentials of some tokens into dL3 transposed. [rows, H 64]
    private static func derive(
        _ exponentials: Rows, _ all: LandmarkAttention, _ contributions: [Linear], _ offsets: [Float],
        at rows: Range<Int>, _ work: Workspace
    ) {
        var work = work
        let da = work.rows(rows.count, exponentials.columns)  // [rows, H 64]
        for head in 0..<all.attention.heads {
            contributions[head].apply(
                to: all.values[rows].head(head, width: all.attention.headWidth),
                into: da.head(head, width: NystromAttention.landmarks))
        }
        exponentials.deriveSoftmax(of: da, minus: offsets)
    }

    /// Adds what comes back to some tokens as keys, and as parts of landmarks. dy [rows, D], exponentials [rows, H 64]
    func add(to dy: Rows, _ exponentials: Rows, at position: Int, _ work: Workspace) {
        Self.derive(exponentials, all, contributions, offsets, at: position..<position + dy.count, work)
        logits.add(of: exponentials, to: dy)
        for row in 0..<dy.count {
            let segment = (all.landmarks.padding + position + row) / all.landmarks.segmentLength
            dy.rows(row..<row + 1).add(shares[segment..<segment + 1])
        }
    }
}
