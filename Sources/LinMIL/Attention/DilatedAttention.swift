internal import Glibc

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
/// The corresponding PyTorch class is `lin_mil.attention.dilated_attention.DilatedAttention`, with exact attention in
/// the place of flash-attn in half precision.
struct DilatedAttention: Attention {
    let heads: Int
    let width: Int  // D

    let sumBytes = 0

    func begin(tokens: Int, chunks: Int) throws -> any GatheringAttention {
        Gathering(attention: self, inputs: try Matrix(tokens, width))
    }

    private struct Gathering: GatheringAttention {
        let attention: DilatedAttention
        let inputs: Matrix  // [tokens, D]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            inputs[position..<position + y.count].copy(y)
        }

        func complete() -> any CompleteAttention {
            GatheredSegments(heads: attention.heads, inputs: inputs)
        }
    }
}

/// Dilated attention that has all tokens: what one token receives takes only the few segments that it lies in.
private struct GatheredSegments: CompleteAttention {
    let heads: Int
    let inputs: Matrix  // [tokens, D]: queries, keys and values

    private var headWidth: Int { inputs.columns / heads }
    private var scale: Float { 1 / Float(headWidth).squareRoot() }
    private func columns(of head: Int) -> Range<Int> { head * headWidth..<(head + 1) * headWidth }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        let tokens = position..<position + x.count
        let received = ReceivedAttention(
            tokens: tokens, output: work.v.prefix(x.count), logSumExp: work.dots.prefix(x.count))
        for branch in DilatedBranch.all {
            for segment in branch.segments(around: tokens, of: inputs.rowCount) {
                for head in 0..<heads {
                    let seen = branch.positions(seenBy: head, of: heads, in: segment)
                    attend(seen, head, adding: received, scratch: y, work)
                }
            }
        }
        x.add(received.output)
    }

    /// Gives tokens what one head sees in a segment.
    ///
    /// - Parameters:
    ///   - seen: the positions that the head sees there; queries are those of them that are tokens of `received`.
    ///   - y: as many rows as there are such tokens, or more. [rows, D]
    private func attend(
        _ seen: [Int], _ head: Int, adding received: ReceivedAttention, scratch y: Rows, _ work: Workspace
    ) {
        let receivers = seen.filter(received.tokens.contains)
        guard let first = seen.firstIndex(where: received.tokens.contains) else { return }
        let keys = work.q.prefix(seen.count).columns(0..<headWidth)
        copy(seen, head, into: keys)

        let weights = work.weights.prefix(seen.count).columns(0..<receivers.count)
        weights.setProduct(keys, transposed: keys.rows(first..<first + receivers.count), scale: scale)
        let logSumExp = weights.softmaxColumns()
        let output = y.prefix(receivers.count).columns(0..<headWidth)
        output.fill(0)
        output.addProduct(transposed: weights, keys)
        for (row, token) in receivers.enumerated() {
            received.merge(output.rows(row..<row + 1), logSumExp: logSumExp[row], columns(of: head), of: token)
        }
    }

    /// Copies a head's part of the tokens at some positions, zeros for those past the sequence's end. -> keys [seen, d]
    private func copy(_ seen: [Int], _ head: Int, into keys: Rows) {
        for (row, position) in seen.enumerated() {
            let key = keys.rows(row..<row + 1)
            if position < inputs.rowCount {
                key.copy(inputs[position..<position + 1].columns(columns(of: head)))
            } else {
                key.fill(0)
            }
        }
    }

    /// As one softmax over the keys of all branches that cover position 0; most heads have none.
    func classAttention() -> [Float] {
        var attention = [Double](repeating: 0, count: inputs.rowCount)
        for head in 0..<heads {
            let seen = DilatedBranch.seenByClassToken(head: head, of: heads, tokens: inputs.rowCount)
            let query = inputs[0..<1].columns(columns(of: head)).values
            let products = seen.map { position -> Double in
                guard position < inputs.rowCount else { return 0 }
                let key = inputs[position..<position + 1].columns(columns(of: head)).values
                return zip(query, key).reduce(0) { $0 + Double($1.0) * Double($1.1) } * Double(scale)
            }
            let largest = products.max() ?? 0
            let exponentials = products.map { exp($0 - largest) }
            let share = 1 / (exponentials.reduce(0, +) * Double(heads))
            for (position, exponential) in zip(seen, exponentials) where position < inputs.rowCount {
                attention[position] += exponential * share
            }
        }
        return attention.map(Float.init)
    }

    func packageAttention(of y: Rows, at position: Int, _ work: Workspace, into attention: Rows) {
        preconditionFailure("Configuration.Attention.dilated has no package attention")
    }
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
    func merge(_ branch: Rows, logSumExp added: Float, _ columns: Range<Int>, of token: Int) {
        let row = token - tokens.lowerBound
        let head = columns.lowerBound / columns.count
        let total = logSumExp.rows(row..<row + 1).columns(head..<head + 1)
        let before = unsafe total.base.pointee
        let largest = max(before, added)
        let after = largest + logf(expf(before - largest) + expf(added - largest))
        output.rows(row..<row + 1).columns(columns)
            .blend(expf(before - after), with: branch, expf(added - after))
        total.fill(after)
    }
}

extension Rows {
    /// Turns each column into its softmax and returns each column's log-sum-exp. self [keys, queries] -> [queries]
    fileprivate func softmaxColumns() -> [Float] {
        let base = unsafe base
        return (0..<columns).map { column in
            var largest = -Float.infinity
            for row in 0..<count { largest = unsafe max(largest, base[row * stride + column]) }
            var sum: Float = 0
            for row in 0..<count {
                let exponential = unsafe expf(base[row * stride + column] - largest)
                unsafe base[row * stride + column] = exponential
                sum += exponential
            }
            for row in 0..<count { unsafe base[row * stride + column] /= sum }
            return largest + logf(sum)
        }
    }

    /// self = share * self + otherShare * other, for one row. [1, n]
    fileprivate func blend(_ share: Float, with other: Rows, _ otherShare: Float) {
        precondition(count == 1 && other.count == 1 && columns == other.columns, "blend of two shapes")
        let (base, other) = unsafe (base, other.base)
        for column in 0..<columns { unsafe base[column] = share * base[column] + otherShare * other[column] }
    }
}
