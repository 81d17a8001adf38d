/// Nystrom attention among the tokens of a bag of one tile. A segment is one token then, so the landmarks are the class token,
/// the tile and 62 or 63 zero tokens, and A1, A2 and A3 are the same matrix A: `output = A pinv(A) A v + convolution of v`.
/// The zero tokens are all alike, so the 64 x 64 matrices are known by three rows and columns (``AlikeLandmarks``).
struct NystromPair: PairAttention {
    private let attention: NystromAttention
    private let query: Linear  // [H d, D], scaled
    private let key: Linear  // [H d, D]

    init(_ attention: NystromAttention) throws(ModelError) {
        self.attention = attention
        let scaled = try Matrix(attention.query.rowCount, attention.query.columns)
        scaled.rows.add(attention.query.rows, times: 1 / Float(attention.headWidth).squareRoot())
        query = try Linear(scaled.rows, bias: nil)
        key = try Linear(attention.key.rows, bias: nil)
    }

    func add(to x: Rows, from y: Rows, bags: Int, _ place: PairPlace, _ work: Workspace) {
        var work = work
        let width = query.outputs
        let q = work.rows(y.count, width)  // [tokens, H d]
        let k = work.rows(y.count, width)
        let v = work.rows(y.count, width)
        query.apply(toPairs: y, bags: bags, place, into: q)
        key.apply(toPairs: y, bags: bags, place, into: k)
        attention.value.apply(toPairs: y, bags: bags, place, into: v)
        let tokens = y.count > bags ? [bags..<y.count, 0..<bags] : [0..<bags]  // in the order of the sequence
        // What each token of a bag gives each: first the logits, then the weights. [bags, H] each
        let weights = tokens.map { receiver in
            tokens.map { giver in
                let logits = work.rows(bags, attention.heads)
                q.rows(receiver).headDots(with: k.rows(giver), into: logits)
                return logits
            }
        }
        for bag in 0..<bags { weigh(weights.map { $0.map { $0.rows(bag..<bag + 1) } }) }

        let output = work.rows(bags, width)  // [bags, H d]
        for (receiver, weights) in zip(tokens, weights)
        where receiver.lowerBound == bags || !place.onlyClassTokensReceive {
            output.fill(0)
            for (giver, weights) in zip(tokens, weights) { output.addHeads(of: v.rows(giver), times: weights) }
            attention.output.add(of: output, to: x.rows(receiver))
        }
    }

    /// Turns the logits of one bag into weights. weights [tokens, tokens] of [1, H]
    private func weigh(_ weights: [[Rows]]) {
        let tokens = weights.indices
        let zeros = NystromAttention.landmarks - tokens.count
        let logits = weights.map { $0.map(\.values) }
        let attended = (0..<attention.heads).map { head in
            AlikeLandmarks(logits: logits.map { $0.map { Double($0[head]) } }, zeros: zeros)
        }
        // The start of the inverse takes the largest sums over all heads.
        let row = attended.map(\.largestRowSum).max() ?? 1
        let column = attended.map { $0.transposed.largestRowSum }.max() ?? 1
        let middle = NystromAttention.convolutionWidth / 2
        for (head, a) in attended.enumerated() {
            let product = a.times(a.pseudoInverse(start: 1 / (row * column))).times(a)
            let kernel = head * NystromAttention.convolutionWidth + middle
            for receiver in tokens {
                for giver in tokens {
                    let neighbour = attention.convolution[kernel + giver - receiver]
                    weights[receiver][giver].head(head, width: 1)
                        .fill(Float(product[receiver, giver]) + neighbour)
                }
            }
        }
    }
}
