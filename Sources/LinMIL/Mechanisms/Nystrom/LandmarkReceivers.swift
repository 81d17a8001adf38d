/// What tokens that received Nystrom attention hand back to the landmarks, summed: `A1^T u` of each head, with a derivative or
/// a share as payload u. The landmarks pay it out to every token as `A3^T (pinv(A2)^T A1^T u)`.
struct LandmarkReceivers: Sendable {
    let all: LandmarkAttention
    private let parts: [Matrix]  // [chunks] of [H w, 64], transposed

    /// - Parameter payload: the width w of what each head hands back.
    init(_ all: LandmarkAttention, payload: Int, chunks: Int) throws {
        self.all = all
        parts = try (0..<chunks).map { _ in try Matrix(all.attention.heads * payload, NystromAttention.landmarks) }
    }

    /// Takes in what one head of some tokens hands back. a1 [rows, H 64], payload [rows, w]
    func gather(_ payload: Rows, head: Int, a1: Rows, chunk: Int) {
        let w = payload.columns
        parts[chunk][head * w..<(head + 1) * w]
            .addProduct(transposed: payload, a1.head(head, width: NystromAttention.landmarks))
    }

    /// Returns `A1^T u`, transposed. [H w, 64]
    func sum() throws -> Matrix {
        let sum = try Matrix(parts[0].rowCount, parts[0].columns)
        for part in parts { sum.rows.add(part.rows) }
        return sum
    }

    /// Returns what each landmark pays a token for its exponential: `pinv(A2)^T A1^T u`, transposed, over the landmark's sum.
    /// sum [H w, 64] -> [H w, 64]
    func payments(of sum: Matrix) throws -> Matrix {
        let (heads, count) = (all.attention.heads, NystromAttention.landmarks)
        let (payments, w) = (try Matrix(sum.rowCount, count), sum.rowCount / heads)
        for head in 0..<heads {
            let (landmarks, rows) = (NystromAttention.landmarkRows(of: head), head * w..<(head + 1) * w)
            payments[rows].setProduct(sum[rows], transposed: all.landmarks.inverse[landmarks])
            payments[rows].scaleColumns(by: all.sums.softmax.sum.values[landmarks].map { 1 / $0 })
        }
        return payments
    }
}
