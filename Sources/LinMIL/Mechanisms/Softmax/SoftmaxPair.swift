internal import CKernels

/// Softmax attention among the tokens of a bag of one tile. With two tokens a weight is the logistic function of the two
/// logits' difference; a tile without a class token attends to itself alone, and what it gets is its value.
struct SoftmaxPair: PairAttention {
    let attention: SoftmaxAttention

    func add(to x: Rows, from y: Rows, bags: Int, _ place: PairPlace, _ work: Workspace) {
        var work = work
        let (heads, width) = (attention.heads, attention.query.outputs)
        let others = bags..<y.count  // the class tokens
        let receivers = place.onlyClassTokensReceive ? others : 0..<y.count
        let v = work.rows(y.count, width)  // [tokens, H d]
        attention.value.apply(toPairs: y, bags: bags, place, into: v)
        guard !others.isEmpty else { return add(v, to: x) }
        let k = work.rows(y.count, width)  // [tokens, H d]
        let q = work.rows(receivers.count, width)  // [receivers, H d]
        let output = work.rows(receivers.count, width)
        let (tile, other) = (work.rows(bags, heads), work.rows(bags, heads))  // logits, then weights [bags, H]
        attention.key.apply(toPairs: y, bags: bags, place, into: k)
        if place.onlyClassTokensReceive {
            attention.query.apply(to: y.rows(others), into: q)
        } else {
            attention.query.apply(toPairs: y, bags: bags, place, into: q)
        }
        output.fill(0)
        for first in stride(from: receivers.lowerBound, to: receivers.upperBound, by: bags) {
            let own = first - receivers.lowerBound..<first - receivers.lowerBound + bags
            q.rows(own).headDots(with: k.rows(0..<bags), into: tile)
            q.rows(own).headDots(with: k.rows(others), into: other)
            tile.softmax(beside: other)
            output.rows(own).addHeads(of: v.rows(0..<bags), times: tile)
            output.rows(own).addHeads(of: v.rows(others), times: other)
        }
        add(output, to: x.rows(receivers))
    }

    private func add(_ output: Rows, to x: Rows) {
        if let projection = attention.projection { projection.add(of: output, to: x) } else { x.add(output) }
    }
}

extension Rows {
    /// Replaces each logit and the one at its place in another range by the softmax of the two. self, other [rows, n]
    fileprivate func softmax(beside other: Rows) {
        precondition(other.count == count && other.columns == columns, "logits of two shapes")
        for row in 0..<count {
            let (a, b) = unsafe (base + row * stride, other.base + row * other.stride)
            for column in 0..<columns {
                let difference = unsafe Double(a[column]) - Double(b[column])
                unsafe a[column] = Float(1 / (1 + kernel_exp(-difference)))
                unsafe b[column] = Float(1 / (1 + kernel_exp(difference)))
            }
        }
    }
}
