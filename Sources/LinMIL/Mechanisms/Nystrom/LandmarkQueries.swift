/// The exact derivative of Nystrom attention by the queries, in each head. With G = `pinv(A2) A3 v` and L1 the logits of A1:
///
///     dA1 = do G^T      dL1 = A1 (dA1 - sum over landmarks of A1 dA1)      dq = dL1 k~      dk~ = dL1^T q
///
/// The sum over tokens is kept for the landmarks' keys.
struct LandmarkQueries: Sendable {
    private let all: LandmarkAttention
    private let query: Linear  // [H d, D]
    private let logits: Linear  // [D, H 64], transposed: takes L1 back to the input
    private let outputs: [Linear]  // heads x [64, d], G
    private let parts: [Matrix]  // [chunks] of [H d, 64], dk~ transposed

    init(_ all: LandmarkAttention, chunks: Int) throws {
        self.all = all
        query = try Linear(all.attention.query.rows, bias: nil)
        logits = try all.landmarks.tokenToLandmark.transposed()
        outputs = try all.gathered.map { try $0.transposed() }
        parts = try (0..<chunks).map { _ in try Matrix(all.attention.query.rowCount, NystromAttention.landmarks) }
    }

    /// Takes in some tokens. output [rows, H d], a1 [rows, H 64], y, dy [rows, D]
    func gather(_ output: Rows, a1: Rows, from y: Rows, into dy: Rows, chunk: Int, _ work: Workspace) {
        var work = work
        let (attention, d) = (all.attention, all.attention.headWidth)
        let dLogits = work.rows(y.count, a1.columns)  // [rows, H 64], first dA1
        let offsets = work.rows(y.count, attention.heads)  // [rows, H]
        let q = work.rows(y.count, attention.query.rowCount)  // [rows, H d]
        query.apply(to: y, into: q)
        for head in 0..<attention.heads {
            outputs[head].apply(
                to: output.head(head, width: d), into: dLogits.head(head, width: NystromAttention.landmarks))
        }
        a1.headDots(with: dLogits, into: offsets)
        for head in 0..<attention.heads {
            let (a, da) = (
                a1.head(head, width: NystromAttention.landmarks), dLogits.head(head, width: NystromAttention.landmarks)
            )
            a.deriveSoftmax(of: da, minusEach: offsets.head(head, width: 1))
            parts[chunk][head * d..<(head + 1) * d]
                .addProduct(transposed: q.head(head, width: d), a, scale: 1 / Float(d).squareRoot())
        }
        logits.add(of: a1, to: dy)
    }

    /// Returns the derivative by the landmarks' keys, a landmark a column. [H d, 64]
    func sum() throws -> Matrix {
        let sum = try Matrix(parts[0].rowCount, parts[0].columns)
        for part in parts { sum.rows.add(part.rows) }
        return sum
    }
}
