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

    func pair() -> any PairAttention { DilatedPair(heads: heads) }

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

    var headWidth: Int { inputs.columns / heads }
    var scale: Float { 1 / Float(headWidth).squareRoot() }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        var work = work
        let received = receive(at: position..<position + x.count, &work)
        work.note(.headOutputs, received.output, at: position)
        x.add(received.output)
    }

    /// Gives some tokens what the heads see in their segments. What they receive is lent by the workspace.
    func receive(at tokens: Range<Int>, _ work: inout Workspace) -> ReceivedAttention {
        let received = ReceivedAttention(
            tokens: tokens, output: work.rows(tokens.count, inputs.columns), logSumExp: work.rows(tokens.count, heads))
        for group in groups(around: tokens) { attend(to: group, adding: received, work) }
        return received
    }

    /// The positions that a head sees in one segment, and which of them are tokens at hand.
    struct Group {
        let head: Int
        let seen: [Int]
        let own: Range<Int>  // in `seen`
        /// The tokens at hand.
        var ownPositions: ArraySlice<Int> { seen[own] }
    }

    /// Returns what the heads see of some tokens, branch after branch and segment after segment.
    func groups(around tokens: Range<Int>) -> some Sequence<Group> {
        DilatedBranch.all.lazy.flatMap { branch in
            branch.segments(around: tokens, of: inputs.rowCount).lazy.flatMap { segment in
                (0..<heads).lazy.compactMap { head in
                    let seen = branch.positions(seenBy: head, of: heads, in: segment)
                    guard let first = seen.firstIndex(where: tokens.contains),
                        let last = seen.lastIndex(where: tokens.contains)
                    else { return nil }
                    return Group(head: head, seen: seen, own: first..<last + 1)
                }
            }
        }
    }

    /// Gives tokens what one head sees in a segment.
    private func attend(to group: Group, adding received: ReceivedAttention, _ work: Workspace) {
        var work = work
        let k = work.rows(group.seen.count, headWidth)  // [seen, d], values too
        let a = work.rows(group.seen.count, group.own.count)  // [seen, receivers]
        let output = work.rows(group.own.count, headWidth)  // [receivers, d]
        copy(group.seen, group.head, into: k)

        a.setProduct(k, transposed: k.rows(group.own), scale: scale)
        let logSumExp = a.softmaxColumns()
        output.fill(0)
        output.addProduct(transposed: a, k)
        for (row, token) in group.ownPositions.enumerated() {
            received.merge(output.rows(row..<row + 1), logSumExp: logSumExp[row], group.head, of: token)
        }
    }

    /// Copies a head's part of the tokens at some positions, and zeros for those past the sequence's end. -> k [seen, d]
    func copy(_ seen: [Int], _ head: Int, into k: Rows) {
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

    func backward(_ rule: BackwardRule, receivers: Int, chunks: Int) throws -> any BackwardAttention {
        try SegmentBackward(self, rule, receivers: receivers)
    }

    func rollout(chunks: Int) throws -> any RolloutAttention { try SegmentRollout(self) }

    var packageAttention: (any PackageAttention)? { nil }
}
