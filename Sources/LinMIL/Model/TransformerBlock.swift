/// One pre-norm transformer block with linear attention, in the two halves between which all tiles must have been seen.
///
/// `begin` and `finish` read as the paper's block; `LinearTransformerBlock.forward` is the corresponding PyTorch code.
struct TransformerBlock: Sendable {
    let heads: Int
    let activation: Activation
    let norm1: LayerNorm
    let query: Linear  // [D, D]
    let key: Linear  // [D, D]
    let value: Linear  // [D, D]
    let temperature: [Float]  // [H]
    let projection: Matrix  // [D, D], not packed: it is folded with k^T v once a slide
    let projectionBias: [Float]  // [D]
    let norm2: LayerNorm
    /// The hidden layer in slices, so that [rows, 4 D] is never formed: `fc1` gives a slice, `fc2` adds what comes of it.
    let perceptron: [(fc1: Linear, fc2: Linear)]
    /// The hidden units of a slice, at most.
    static let sliceWidth = 512
    /// The package's lower clamp of the denominator.
    static let leastDenominator: Float = 100

    /// First half: adds the tokens' `k^T v` and `sum k`. x [rows, D]
    func begin(_ x: Rows, _ work: Workspace, adding sums: KeyValueSums) {
        let (y, k, v) = (work.y.prefix(x.count), work.q.prefix(x.count), work.v.prefix(x.count))
        norm1.apply(to: x, into: y)
        key.apply(to: y, into: k, activation: activation)
        value.apply(to: y, into: v)
        sums.add(keys: k, values: v)
    }

    /// Second half, once the sums are complete: `x += attention(norm1(x)); x += mlp(norm2(x))`. x [rows, D]
    ///
    /// - Parameter attention: where given, receives the package's `attn` of these rows. [rows, 1]
    func finish(_ x: Rows, _ work: Workspace, with folded: FoldedAttention, attention: Rows? = nil) {
        let (y, q, s) = (work.y.prefix(x.count), work.q.prefix(x.count), work.dots.prefix(x.count))
        norm1.apply(to: x, into: y)
        query.apply(to: y, into: q, activation: activation)
        if let attention { q.headDots(with: folded.meanOutput, into: attention) }
        q.headDots(with: folded.keySum, into: s)
        q.divideHeads(by: s, floor: Self.leastDenominator)
        folded.output.add(of: q, to: x)
        finishPerceptron(x, work)
    }

    /// `x += fc2(GELU(fc1(norm2(x))))`. x [rows, D]
    func finishPerceptron(_ x: Rows, _ work: Workspace) {
        let y = work.y.prefix(x.count)
        norm2.apply(to: x, into: y)
        for slice in perceptron {
            let hidden = work.hidden.prefix(x.count).columns(0..<slice.fc1.outputs)
            slice.fc1.apply(to: y, into: hidden, activation: .gelu)
            slice.fc2.add(of: hidden, to: x)
        }
    }
}

/// What linear attention has to know of all tokens: `k^T v` of each head and `sum k`.
struct KeyValueSums: Sendable {
    let heads: Int
    let keySum: Matrix  // [1, D]
    let keyValue: Matrix  // [D, d]: one [d, d] matrix under the other

    init(_ configuration: Configuration) throws(ModelError) {
        heads = configuration.heads
        keySum = try Matrix(1, configuration.latentDimension)
        keyValue = try Matrix(configuration.latentDimension, configuration.headDimension)
    }

    /// The size of the sums in bytes.
    static func bytes(_ configuration: Configuration) -> Int {
        configuration.latentDimension * (configuration.headDimension + 1) * MemoryLayout<Float>.size
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

/// The attention of one block as a layer that acts on `q / denominator`: `temperature_h M_h` and the output projection
/// folded into one matrix, since both follow the query linearly.
struct FoldedAttention: Sendable {
    let keySum: Rows  // [1, D]
    let output: Linear  // [D, D]
    /// `q . meanOutput` is the package's `attn`: `q_h M_h temperature_h`, mean over heads and over the head's columns.
    let meanOutput: Rows  // [1, D]

    /// Folds complete sums with a block's output projection: `P[h c, n] = temperature_h sum_e M_h[c, e] Wo[n, h e]`.
    init(_ sums: KeyValueSums, of block: TransformerBlock) throws(ModelError) {
        let (width, d) = (sums.keySum.columns, sums.keyValue.columns)
        let folded = try Matrix(width, width)
        let ones = try Matrix(1, d, Array(repeating: 1, count: d))
        let means = try Matrix(1, width)
        for head in 0..<block.heads {
            let columns = head * d..<(head + 1) * d
            let keyValue = sums.keyValue[columns]
            folded.rows.columns(columns).setProduct(
                block.projection.rows.columns(columns), transposed: keyValue, scale: block.temperature[head])
            means.rows.columns(columns).setProduct(
                ones.rows, transposed: keyValue, scale: block.temperature[head] / Float(width))
        }
        keySum = sums.keySum.rows
        output = try Linear(folded.rows, bias: block.projectionBias)
        meanOutput = means.rows
    }
}
