internal import CKernels

/// What some tokens have received of dilated attention from the branches so far.
struct ReceivedAttention {
    let tokens: Range<Int>
    let output: Rows  // [tokens, D]
    let logSumExp: Rows  // [tokens, H], -infinity where no branch of the head covers the token

    /// Begins with nothing.
    init(tokens: Range<Int>, output: Rows, logSumExp: Rows) {
        (self.tokens, self.output, self.logSumExp) = (tokens, output, logSumExp)
        output.fill(0)
        logSumExp.fill(-.infinity)
    }

    /// Merges another branch's output for one head of a token, by the softmax of their log-sum-exp. branch [1, d]
    func merge(_ branch: Rows, logSumExp added: Float, _ head: Int, of token: Int) {
        let row = token - tokens.lowerBound
        let total = logSumExp.rows(row..<row + 1).head(head, width: 1)
        let before = unsafe total.base.pointee
        let largest = max(before, added)
        let after =
            largest + Float(kernel_log(kernel_exp(Double(before - largest)) + kernel_exp(Double(added - largest))))
        output.rows(row..<row + 1).head(head, width: branch.columns)
            .blend(
                Float(kernel_exp(Double(before - after))), with: branch, Float(kernel_exp(Double(added - after))))
        total.fill(after)
    }
}

extension Rows {
    /// self = share * self + otherShare * other, for one row. [1, n]
    fileprivate func blend(_ share: Float, with other: Rows, _ otherShare: Float) {
        precondition(count == 1 && other.count == 1 && columns == other.columns, "blend of two shapes")
        let (base, other) = unsafe (base, other.base)
        for column in 0..<columns { unsafe base[column] = share * base[column] + otherShare * other[column] }
    }
}
