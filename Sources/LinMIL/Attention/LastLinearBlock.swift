/// The last block with linear attention under pooling `cls`, where of the tiles only queries and keys are needed.
///
/// The class token's output is linear in the values, and so in the normalised inputs y:
/// `sum_j w_j v_j = W_v (sum_j w_j y_j) + (sum_j w_j) b_v`, with `w_j = phi(q_cls) . phi(k_j)`. The package's `attn` asks
/// for the values' mean over a head only: one row of W_v for each head. So neither the values, nor the projection, nor
/// the perceptron is ever formed for a tile. Exact; a fifth of the model's arithmetic is not done.
struct LastLinearBlock: Sendable {
    let block: TransformerBlock
    let attention: LinearAttention
    let valueWeight: Matrix  // [D, D]
    let valueBias: [Float]  // [D]
    /// The mean over each head's rows of the value layer.
    let meanValue: Linear  // [H, D]

    init(
        _ block: TransformerBlock, _ attention: LinearAttention, valueWeight: Matrix, valueBias: [Float]
    ) throws(ModelError) {
        let (width, d) = (valueWeight.columns, valueWeight.columns / attention.heads)
        let means = try Matrix(attention.heads, width)
        var meanBias = [Float](repeating: 0, count: attention.heads)
        let share = try Matrix(d, 1, Array(repeating: 1 / Float(d), count: d))
        for head in 0..<attention.heads {
            let rows = head * d..<(head + 1) * d
            means[head..<head + 1].addProduct(transposed: share.rows, valueWeight[rows])
            meanBias[head] = valueBias[rows].reduce(0, +) / Float(d)
        }
        (self.block, self.attention) = (block, attention)
        (self.valueWeight, self.valueBias) = (valueWeight, valueBias)
        meanValue = try Linear(means.rows, bias: meanBias)
    }

    /// The sums over tokens that the class token's output and the package's `attn` need.
    struct Sums: Sendable {
        let weight: Matrix  // [1, H]: sum_j w_jh
        let weightedInput: Matrix  // [H, D]: sum_j w_jh y_j
        let keySum: Matrix  // [1, D]
        let keyMeanValue: Matrix  // [D, 1]: k_h^T mean(v_h)

        init(_ configuration: Configuration) throws(ModelError) {
            weight = try Matrix(1, configuration.heads)
            weightedInput = try Matrix(configuration.heads, configuration.latentDimension)
            keySum = try Matrix(1, configuration.latentDimension)
            keyMeanValue = try Matrix(configuration.latentDimension, 1)
        }

        static func bytes(_ configuration: Configuration) -> Int {
            (configuration.heads + 2) * configuration.latentDimension * MemoryLayout<Float>.size
        }

        func add(_ other: Sums) {
            weight.rows.add(other.weight.rows)
            weightedInput.rows.add(other.weightedInput.rows)
            keySum.rows.add(other.keySum.rows)
            keyMeanValue.rows.add(other.keyMeanValue.rows)
        }
    }

    /// Returns the class token's query, `phi(q_cls)`. token [1, D] -> [1, D]
    func classQuery(_ token: Rows, _ work: Workspace) throws(ModelError) -> Matrix {
        let (query, y) = (try Matrix(1, token.columns), work.y.prefix(1))
        block.norm1.apply(to: token, into: y)
        attention.query.apply(to: y, into: query.rows, activation: attention.activation)
        return query
    }

    /// Adds tokens to the sums and writes the class token's weight on each of them.
    ///
    /// - Parameters:
    ///   - x: the tokens. [rows, D]
    ///   - weights: receives `phi(q_cls) . phi(k)` of each head. [rows, H]
    ///   - queries: where the package's `attn` is wanted, receives the tokens' own queries; may be `x` itself. [rows, D]
    func add(
        _ x: Rows, _ work: Workspace, classQuery: Rows, weights: Rows, queries: Rows?, to sums: Sums
    ) {
        let (y, k) = (work.y.prefix(x.count), work.q.prefix(x.count))
        let d = x.columns / attention.heads
        block.norm1.apply(to: x, into: y)
        attention.key.apply(to: y, into: k, activation: attention.activation)
        k.addSum(to: sums.keySum.rows)
        k.headDots(with: classQuery, into: weights)
        weights.addSum(to: sums.weight.rows)
        sums.weightedInput.rows.addProduct(transposed: weights, y)
        guard let queries else { return }
        let meanValues = work.dots.prefix(x.count)
        meanValue.apply(to: y, into: meanValues)
        for head in 0..<attention.heads {
            let columns = head * d..<(head + 1) * d
            sums.keyMeanValue[columns].addProduct(
                transposed: k.columns(columns), meanValues.columns(head..<head + 1))
        }
        attention.query.apply(to: y, into: queries, activation: attention.activation)
    }

    /// Returns each head's denominator, `max(phi(q_cls) . sum_j phi(k_j), 100)`. -> [H]
    func denominators(classQuery: Rows, sums: Sums) throws(ModelError) -> [Float] {
        let dots = try Matrix(1, attention.heads)
        classQuery.headDots(with: sums.keySum.rows, into: dots.rows)
        return dots.values.map { max($0, LinearAttention.leastDenominator) }
    }

    /// Finishes the block for the class token alone. token [1, D]
    func finish(
        _ token: Rows, _ work: Workspace, denominators: [Float], sums: Sums
    ) throws(ModelError) {
        let (width, d) = (token.columns, token.columns / attention.heads)
        let weight = sums.weight.values
        let attended = try Matrix(1, width)
        let bias = try Matrix(1, width, valueBias)
        for head in 0..<attention.heads {
            let columns = head * d..<(head + 1) * d
            let output = attended.rows.columns(columns)
            let scale = attention.temperature[head] / denominators[head]
            output.setProduct(sums.weightedInput[head..<head + 1], transposed: valueWeight[columns], scale: scale)
            output.add(bias.rows.columns(columns), times: scale * weight[head])
        }
        let projected = try Matrix(1, width)
        projected.rows.setProduct(attended.rows, transposed: attention.projection.rows)
        token.add(projected.rows)
        token.add(try Matrix(1, width, attention.projectionBias).rows)
        block.finishPerceptron(token, work)
    }

    /// Returns the row whose dot product with a tile's query is the package's `attn`. -> [1, D]
    func meanOutput(_ sums: Sums) throws(ModelError) -> Matrix {
        let d = valueWeight.columns / attention.heads
        let scaled = sums.keyMeanValue.values.enumerated().map { index, value in
            value * attention.temperature[index / d] / Float(attention.heads)
        }
        return try Matrix(1, scaled.count, scaled)
    }
}
