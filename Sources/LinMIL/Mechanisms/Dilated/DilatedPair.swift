/// Dilated attention among the tokens of a bag of one tile. Every dilation is at least 2, so a head sees at most one of the
/// two tokens, which gets its own vector back; the other one gets nothing of that head. So the class token sees no tile.
struct DilatedPair: PairAttention {
    let heads: Int

    func add(to x: Rows, from y: Rows, bags: Int, _ place: PairPlace, _ work: Workspace) {
        let others = bags..<y.count  // the class tokens, which stand at position 0
        if !others.isEmpty { add(y.rows(others), to: x.rows(others), at: 0, of: 2) }
        guard !place.onlyClassTokensReceive else { return }
        add(y.rows(0..<bags), to: x.rows(0..<bags), at: others.isEmpty ? 0 : 1, of: others.isEmpty ? 1 : 2)
    }

    private func add(_ y: Rows, to x: Rows, at position: Int, of tokens: Int) {
        let d = y.columns / heads
        for head in 0..<heads {
            let seen = DilatedBranch.all.flatMap { $0.positions(seenBy: head, of: heads, in: 0..<tokens) }
            if seen.contains(position) { x.head(head, width: d).add(y.head(head, width: d)) }
        }
    }
}
