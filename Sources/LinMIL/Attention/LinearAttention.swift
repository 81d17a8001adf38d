/// Linear attention: `phi(q) (phi(k)^T v) temperature / max(phi(q) . sum phi(k), 100)`, with no matrix of tokens by tokens.
///
/// Of all tokens it has to know only `k^T v` and `sum k` of each head. The corresponding PyTorch class is
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

    func begin(tokens: Int, chunks: Int) throws -> any GatheringAttention {
        try Gathering(
            attention: self, parts: (0..<chunks).map { _ in try KeyValueSums(width: width, heads: heads) })
    }

    private struct Gathering: GatheringAttention {
        let attention: LinearAttention
        let parts: [KeyValueSums]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            let (k, v) = (work.q.prefix(y.count), work.v.prefix(y.count))
            attention.key.apply(to: y, into: k, activation: attention.activation)
            attention.value.apply(to: y, into: v)
            parts[chunk].add(keys: k, values: v)
        }

        func complete() throws -> any CompleteAttention {
            let sums = try KeyValueSums(width: attention.width, heads: attention.heads)
            for part in parts { sums.add(part) }
            return try FoldedAttention(sums, of: attention)
        }
    }
}

/// `k^T v` of each head and `sum k`.
private struct KeyValueSums: Sendable {
    let heads: Int
    let keySum: Matrix  // [1, D]
    let keyValue: Matrix  // [D, d]: one [d, d] matrix under the other

    init(width: Int, heads: Int) throws(ModelError) {
        self.heads = heads
        keySum = try Matrix(1, width)
        keyValue = try Matrix(width, width / heads)
    }

    /// Adds tokens. keys, values [rows, D]
    func add(keys: Rows, values: Rows) {
        let d = keyValue.columns
        keys.addSum(to: keySum.rows)
        for head in 0..<heads {
            let columns = head * d..<(head + 1) * d
            keyValue[columns].addProduct(transposed: keys.columns(columns), values.columns(columns))
        }
    }

    /// Adds another part's sums.
    func add(_ other: KeyValueSums) {
        keySum.rows.add(other.keySum.rows)
        keyValue.rows.add(other.keyValue.rows)
    }
}

/// Complete linear attention as a layer that acts on `q / denominator`: `temperature_h M_h` and the output projection folded
/// into one matrix, since both follow the query linearly. M_h is `k^T v` of head h.
private struct FoldedAttention: CompleteAttention {
    let attention: LinearAttention
    let keySum: Rows  // [1, D]
    let output: Linear  // [D, D]
    /// `q . meanOutput` is the package's `attn`: `q_h M_h temperature_h`, mean over heads and over the head's columns.
    let meanOutput: Rows  // [1, D]

    /// Folds: `P[h c, n] = temperature_h sum_e M_h[c, e] Wo[n, h e]`.
    init(_ sums: KeyValueSums, of attention: LinearAttention) throws {
        let (width, d) = (sums.keySum.columns, sums.keyValue.columns)
        let folded = try Matrix(width, width)
        let ones = try Matrix(1, d, Array(repeating: 1, count: d))
        let means = try Matrix(1, width)
        for head in 0..<attention.heads {
            let columns = head * d..<(head + 1) * d
            let keyValue = sums.keyValue[columns]
            let temperature = attention.temperature[head]
            folded.rows.columns(columns).setProduct(
                attention.projection.rows.columns(columns), transposed: keyValue, scale: temperature)
            means.rows.columns(columns).setProduct(
                ones.rows, transposed: keyValue, scale: temperature / Float(width))
        }
        self.attention = attention
        keySum = sums.keySum.rows
        output = try Linear(folded.rows, bias: attention.projectionBias)
        meanOutput = means.rows
    }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        let (q, s) = (work.q.prefix(y.count), work.dots.prefix(y.count))
        attention.query.apply(to: y, into: q, activation: attention.activation)
        q.headDots(with: keySum, into: s)
        q.divideHeads(by: s, floor: LinearAttention.leastDenominator)
        output.add(of: q, to: x)
    }

    func packageAttention(of y: Rows, at position: Int, _ work: Workspace, into attention: Rows) {
        let q = work.q.prefix(y.count)
        self.attention.query.apply(to: y, into: q, activation: self.attention.activation)
        q.headDots(with: meanOutput, into: attention)
    }

    func classAttention() -> [Float] {
        preconditionFailure("under pooling cls the last linear block is a LastLinearBlock")
    }
}
