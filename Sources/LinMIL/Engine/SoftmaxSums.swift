internal import CKernels

/// Softmax over tokens for several columns of logits at once, while the tokens come in blocks: the largest logit of each
/// column so far, and the sum of the exponentials relative to it.
struct SoftmaxSums: Sendable {
    let largest: Matrix  // [1, columns]
    let sum: Matrix  // [1, columns]

    /// - Parameter zeros: how many tokens with logit 0 there are to begin with.
    init(columns: Int, zeros: Int = 0) throws(ModelError) {
        largest = try Matrix(1, columns, Array(repeating: zeros > 0 ? 0 : -.infinity, count: columns))
        sum = try Matrix(1, columns, Array(repeating: Float(zeros), count: columns))
    }

    /// Replaces each logit by its exponential relative to the largest, and adds them. logits [rows, columns]
    ///
    /// - Parameter shrink: scales what was summed in a column by a factor, before a larger logit becomes its largest.
    func add(_ logits: Rows, shrink: (_ column: Int, _ factor: Float) -> Void = { _, _ in }) {
        raise(to: logits.columnMaxima(), shrink: shrink)
        logits.exponentiate(minus: largest.values)
        logits.addSum(to: sum.rows)
    }

    /// Adds another part's sums.
    ///
    /// - Parameters:
    ///   - shrink: scales what was summed here in a column by a factor.
    ///   - merge: adds what the other part has summed in a column, times a factor.
    func add(
        _ other: SoftmaxSums, shrink: (_ column: Int, _ factor: Float) -> Void = { _, _ in },
        merge: (_ column: Int, _ factor: Float) -> Void = { _, _ in }
    ) {
        raise(to: other.largest.values, shrink: shrink)
        let factors = zip(other.largest.values, largest.values).map { Float(kernel_exp(Double($0 - $1))) }
        for (column, factor) in factors.enumerated() {
            let range = column..<column + 1
            sum.rows.columns(range).add(other.sum.rows.columns(range), times: factor)
            merge(column, factor)
        }
    }

    /// Takes exponentials relative to larger logits, if these are larger.
    private func raise(to logits: [Float], shrink: (_ column: Int, _ factor: Float) -> Void) {
        let old = largest.values
        for (column, logit) in logits.enumerated() where logit > old[column] {
            let (range, factor) = (column..<column + 1, Float(kernel_exp(Double(old[column] - logit))))
            largest.rows.columns(range).fill(logit)
            sum.rows.columns(range).scale(by: factor)
            shrink(column, factor)
        }
    }
}
