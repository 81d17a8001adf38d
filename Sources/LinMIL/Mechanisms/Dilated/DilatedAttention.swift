internal import CKernels

/// LongNet's dilated attention (arXiv 2307.02486): softmax inside short segments of the sequence, of which each head sees
/// every r-th token.
///
/// A branch of segment length w and dilation r gives for head h and each segment, with I the positions that h sees there,
///
///     out_b = softmax(q_I k_I^T / sqrt(d)) v_I        lse_b = log sum exp(q_I k_I^T / sqrt(d))
///
/// and the branches that cover a token are merged by the softmax of their log-sum-exp,
///
///     out = sum_b exp(lse_b) out_b / sum_b exp(lse_b)
///
/// which is one softmax over the keys of all branches. A token that no branch of a head covers gets 0 of that head.
/// The package's mechanism has no weights: q, k, v are the normalised input itself, and there is no projection after.
/// It pads short segments with zero vectors, which count as keys: exp(0) each in the sum.
///
/// The corresponding PyTorch class is `lin_mil.attention.dilated_attention.DilatedAttention`, with exact attention instead
/// of flash-attn in half precision.
struct DilatedAttention: Attention {
    let heads: Int
    let width: Int  // D

    /// Every input has a place of its own, so chunks keep no sums.
    let sumBytes = 0

    func begin(tokens: Int, chunks: Int) throws -> Gathering {
        Gathering(attention: self, inputs: try Matrix(tokens, width))
    }

    struct Gathering: GatheringAttention {
        let attention: DilatedAttention
        let inputs: Matrix  // [tokens, D]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            inputs[position..<position + y.count].copy(y)
        }

        func complete(_ workers: Workers) -> SegmentAttention {
            SegmentAttention(heads: attention.heads, inputs: inputs)
        }
    }
}

/// Dilated attention that has seen all tokens: what one token receives takes only the few segments in which it lies.
struct SegmentAttention: CompleteAttention {
    let heads: Int
    let inputs: Matrix  // [tokens, D]: queries, keys and values

    private var headWidth: Int { inputs.columns / heads }
    private var scale: Float { 1 / Float(headWidth).squareRoot() }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        var work = work
        let tokens = position..<position + x.count
        let received = ReceivedAttention(
            tokens: tokens, output: work.rows(x.count, inputs.columns), logSumExp: work.rows(x.count, heads))
        for branch in DilatedBranch.all {
            for segment in branch.segments(around: tokens, of: inputs.rowCount) {
                for head in 0..<heads {
                    let seen = branch.positions(seenBy: head, of: heads, in: segment)
                    attend(to: seen, head, adding: received, work)
                }
            }
        }
        work.note(.headOutputs, received.output, at: position)
        x.add(received.output)
    }

    /// Gives tokens what one head sees in a segment.
    ///
    /// - Parameter seen: the positions that the head sees there. Those of them that are tokens of `received` are queries.
    private func attend(to seen: [Int], _ head: Int, adding received: ReceivedAttention, _ work: Workspace) {
        let receivers = seen.filter(received.tokens.contains)
        guard let first = seen.firstIndex(where: received.tokens.contains) else { return }
        var work = work
        let k = work.rows(seen.count, headWidth)  // [seen, d], values too
        let a = work.rows(seen.count, receivers.count)  // [seen, receivers]
        let output = work.rows(receivers.count, headWidth)  // [receivers, d]
        copy(seen, head, into: k)

        a.setProduct(k, transposed: k.rows(first..<first + receivers.count), scale: scale)
        let logSumExp = a.softmaxColumns()
        output.fill(0)
        output.addProduct(transposed: a, k)
        for (row, token) in receivers.enumerated() {
            received.merge(output.rows(row..<row + 1), logSumExp: logSumExp[row], head, of: token)
        }
    }

    /// Copies a head's part of the tokens at some positions, and zeros for those past the sequence's end. -> k [seen, d]
    private func copy(_ seen: [Int], _ head: Int, into k: Rows) {
        for (row, position) in seen.enumerated() {
            let target = k.rows(row..<row + 1)
            if position < inputs.rowCount {
                target.copy(inputs[position..<position + 1].head(head, width: headWidth))
            } else {
                target.fill(0)
            }
        }
    }

    /// As one softmax over the keys of all branches that cover position 0; most heads have none. In double precision, since
    /// nothing scales these products and they may be in the hundreds.
    func weights(ofClassToken y: Rows, _ workers: Workers) throws -> any TokenWeights {
        let weights = try Matrix(min(inputs.rowCount, DilatedBranch.longest), heads)
        for head in 0..<heads {
            let seen = DilatedBranch.seenByClassToken(head: head, of: heads, tokens: inputs.rowCount)
            let q = y.head(head, width: headWidth).values  // [d]
            let logits = seen.map { position -> Double in
                guard position < inputs.rowCount else { return 0 }
                let k = inputs[position..<position + 1].head(head, width: headWidth).values  // [d]
                return zip(q, k).reduce(0) { $0 + Double($1.0) * Double($1.1) } * Double(scale)
            }
            var sums = [Double](repeating: 0, count: weights.rowCount)  // a position may be seen by several branches
            for (position, weight) in zip(seen, softmax(logits)) where position < sums.count {
                sums[position] += weight
            }
            for (position, sum) in sums.enumerated() {
                weights[position..<position + 1].head(head, width: 1).fill(Float(sum))
            }
        }
        return Weights(first: weights, denominators: Array(repeating: 1, count: heads))
    }

    /// The first tokens' weights; the class token sees no others.
    private struct Weights: TokenWeights {
        let first: Matrix  // [first tokens, H]
        let denominators: [Float]  // [H]

        func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows) {
            weights.fill(0)
            let seen = min(position, first.rowCount)..<min(position + weights.count, first.rowCount)
            weights.prefix(seen.count).copy(first[seen])
        }
    }

    var packageAttention: (any PackageAttention)? { nil }
}

/// What some tokens have received from the branches so far.
private struct ReceivedAttention {
    let tokens: Range<Int>
    let output: Rows  // [tokens, D]
    let logSumExp: Rows  // [tokens, H]

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
