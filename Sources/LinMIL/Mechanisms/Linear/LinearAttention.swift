/// Linear attention: `phi(q) (phi(k)^T v) temperature / max(phi(q) . sum phi(k), 100)`, with no matrix of tokens by tokens.
///
/// Of all tokens it must know only `k^T v` and `sum k` of each head. The corresponding PyTorch class is
/// `lin_mil.attention.linear_attention.LinearAttention`.
struct LinearAttention: Attention {
    let heads: Int
    let activation: Activation
    let query: Linear  // [D, D]
    let key: Linear  // [D, D]
    let value: Linear  // [D, D]
    let temperature: [Float]  // [H]
    let projection: Matrix  // [D, D], not packed: it is folded with k^T v once a slide
    let projectionBias: [Float]  // [D]

    /// The package's lower clamp of the denominator.
    static let leastDenominator: Float = 100

    private var width: Int { projection.columns }

    var sumBytes: Int { width * (width / heads + 1) * MemoryLayout<Float>.size }

    func begin(tokens: Int, chunks: Int) throws -> Gathering {
        try Gathering(
            attention: self, parts: (0..<chunks).map { _ in try KeyValueSums(width: width, heads: heads) })
    }

    func pair() throws -> any PairAttention { try LinearPair(self) }

    struct Gathering: GatheringAttention {
        let attention: LinearAttention
        fileprivate let parts: [KeyValueSums]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            var work = work
            let k = work.rows(y.count, attention.width)  // [rows, D]
            let v = work.rows(y.count, attention.width)  // [rows, D]
            let y = LayerInput(y, for: attention.key.precision, &work)
            // A few heads at a time, whose keys and values are in the nearest cache when they are multiplied.
            for part in Linear.parts(of: attention.width, heads: attention.width / attention.heads) {
                attention.key.apply(to: y, outputs: part, into: k.columns(part), activation: attention.activation)
                attention.value.apply(to: y, outputs: part, into: v.columns(part))
                parts[chunk].add(keys: k, values: v, columns: part)
            }
            work.note(.keys, k, at: position)
            work.note(.values, v, at: position)
        }

        func complete(_ workers: Workers) throws -> FoldedAttention {
            let sums = try KeyValueSums(width: attention.width, heads: attention.heads)
            try workers.share(attention.heads) { head in for part in parts { sums.add(part, head: head) } }
            workers.own.note(.keySum, sums.keySum.rows)
            workers.own.note(.keyValue, sums.keyValue.rows)
            return try FoldedAttention(sums, of: attention, workers)
        }
    }
}

/// `sum k` and `k^T v` of each head.
struct KeyValueSums: Sendable {
    let keySum: Matrix  // [1, D]
    let keyValue: Matrix  // [D, d]: one [d, d] matrix under the other

    init(width: Int, heads: Int) throws(ModelError) {
        keySum = try Matrix(1, width)
        keyValue = try Matrix(width, width / heads)
    }

    /// Adds tokens, for the heads of these columns. keys, values [rows, D]
    func add(keys: Rows, values: Rows, columns: Range<Int>) {
        keys.columns(columns).addSum(to: keySum.rows.columns(columns))
        for head in columns.lowerBound / d..<columns.upperBound / d {
            keyValue(head).addProduct(transposed: keys.head(head, width: d), values.head(head, width: d))
        }
    }

    /// Adds another part's sums for one head.
    func add(_ other: KeyValueSums, head: Int) {
        keySum.rows.head(head, width: d).add(other.keySum.rows.head(head, width: d))
        keyValue(head).add(other.keyValue(head))
    }

    /// `k^T v` of one head. [d, d]
    func keyValue(_ head: Int) -> Rows { keyValue[head * d..<(head + 1) * d] }

    private var d: Int { keyValue.columns }
}
