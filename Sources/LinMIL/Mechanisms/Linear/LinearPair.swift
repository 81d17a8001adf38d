/// Linear attention among the tokens of a bag of one tile: `o_i = temperature sum_j (q_i . k_j) v_j / max(sum_j q_i . k_j, 100)`.
struct LinearPair: PairAttention {
    let attention: LinearAttention
    let projection: Linear  // [D, D]

    init(_ attention: LinearAttention) throws {
        self.attention = attention
        projection = try Linear(
            attention.projection.rows, bias: attention.projectionBias, precision: attention.query.precision)
    }

    func add(to x: Rows, from y: Rows, bags: Int, _ place: PairPlace, _ work: Workspace) {
        var work = work
        let (heads, width) = (attention.heads, y.columns)
        let tiles = 0..<bags
        let others = bags..<y.count  // the class tokens
        let receivers = place.onlyClassTokensReceive ? others : 0..<y.count
        let k = work.rows(y.count, width)  // [tokens, D]
        let v = work.rows(y.count, width)  // [tokens, D]
        let q = work.rows(receivers.count, width)  // [receivers, D]
        let output = work.rows(receivers.count, width)
        let weights = [work.rows(bags, heads), work.rows(bags, heads)]  // [bags, H]
        let sum = work.rows(bags, heads)
        attention.key.apply(toPairs: y, bags: bags, place, into: k, activation: attention.activation)
        attention.value.apply(toPairs: y, bags: bags, place, into: v)
        if place.onlyClassTokensReceive {
            attention.query.apply(to: y.rows(others), into: q, activation: attention.activation)
        } else {
            attention.query.apply(toPairs: y, bags: bags, place, into: q, activation: attention.activation)
        }
        output.fill(0)
        for first in stride(from: receivers.lowerBound, to: receivers.upperBound, by: bags) {
            let own = first - receivers.lowerBound..<first - receivers.lowerBound + bags
            sum.fill(0)
            for (tokens, weights) in zip([tiles, others], weights) where !tokens.isEmpty {
                q.rows(own).headDots(with: k.rows(tokens), into: weights)
                sum.add(weights)
            }
            for (tokens, weights) in zip([tiles, others], weights) where !tokens.isEmpty {
                weights.divideHeads(by: sum, floor: LinearAttention.leastDenominator)
                weights.scaleColumns(by: attention.temperature)
                output.rows(own).addHeads(of: v.rows(tokens), times: weights)
            }
        }
        projection.add(of: output, to: x.rows(receivers))
    }
}
