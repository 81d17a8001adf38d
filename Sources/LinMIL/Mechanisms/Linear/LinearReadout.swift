/// Linear attention in the last block under pooling `cls`, where of the tiles only queries and keys are needed.
///
/// The class token's output is linear in the values, and so in the normalised inputs y:
/// `sum_j w_j v_j = W_v (sum_j w_j y_j) + (sum_j w_j) b_v`, with `w_j = phi(q_cls) . phi(k_j)`. The package's `attn` needs
/// only the values' mean over a head: one row of W_v for each head. So the values, the projection and the perceptron are
/// never formed for a tile. The result is exact, and a fifth of the model's arithmetic is saved.
struct LinearReadout: Readout {
    let attention: LinearAttention
    let valueWeight: Matrix  // [D, D]
    let valueBias: [Float]  // [D]
    /// The mean over each head's rows of the value layer.
    let meanValue: Linear  // [H, D]

    private var heads: Int { attention.heads }
    private var width: Int { valueWeight.columns }
    private var headWidth: Int { width / heads }

    init(_ attention: LinearAttention, valueWeight: Matrix, valueBias: [Float]) throws(ModelError) {
        let (width, d) = (valueWeight.columns, valueWeight.columns / attention.heads)
        let means = try Matrix(attention.heads, width)
        var meanBias = [Float](repeating: 0, count: attention.heads)
        let share = try Matrix(d, 1, Array(repeating: 1 / Float(d), count: d))
        for head in 0..<attention.heads {
            let rows = head * d..<(head + 1) * d
            means[head..<head + 1].addProduct(transposed: share.rows, valueWeight[rows])
            meanBias[head] = valueBias[rows].reduce(0, +) / Float(d)
        }
        (self.attention, self.valueWeight, self.valueBias) = (attention, valueWeight, valueBias)
        meanValue = try Linear(means.rows, bias: meanBias)
    }

    func pair() throws -> any PairAttention { try attention.pair() }

    var sumBytes: Int { (heads + 2) * width * MemoryLayout<Float>.size }

    func begin(
        classToken y: Rows, tokens: Int, chunks: Int, needsPackageAttention: Bool, _ work: Workspace
    ) throws -> Gathering {
        let classQuery = try Matrix(1, width)
        attention.query.apply(to: y, into: classQuery.rows, activation: attention.activation)
        let gathering = Gathering(
            readout: self, classQuery: classQuery, weights: try Matrix(tokens, heads),
            sums: try Sums(heads: heads, width: width),
            parts: try (0..<chunks).map { _ in try Sums(heads: heads, width: width) },
            needsPackageAttention: needsPackageAttention)
        gathering.add(y, at: 0, to: gathering.sums, work)
        return gathering
    }

    /// The sums over tokens that the class token's output and the package's `attn` need.
    struct Sums: Sendable {
        let weight: Matrix  // [1, H]: sum_j w_jh
        let weightedInput: Matrix  // [H, D]: sum_j w_jh y_j
        let keySum: Matrix  // [1, D]
        let keyMeanValue: Matrix  // [D, 1]: k_h^T mean(v_h)

        init(heads: Int, width: Int) throws(ModelError) {
            weight = try Matrix(1, heads)
            weightedInput = try Matrix(heads, width)
            keySum = try Matrix(1, width)
            keyMeanValue = try Matrix(width, 1)
        }

        func add(_ other: Sums) {
            weight.rows.add(other.weight.rows)
            weightedInput.rows.add(other.weightedInput.rows)
            keySum.rows.add(other.keySum.rows)
            keyMeanValue.rows.add(other.keyMeanValue.rows)
        }
    }

    struct Gathering: GatheringReadout {
        let readout: LinearReadout
        let classQuery: Matrix  // [1, D], phi(q_cls)
        let weights: Matrix  // [tokens, H], w_jh
        let sums: Sums  // the class token's, and at the end those of all
        let parts: [Sums]
        let needsPackageAttention: Bool

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            add(y, at: position, to: parts[chunk], work)
        }

        /// Adds tokens to sums, and keeps the class token's weight on each. y [rows, D]
        fileprivate func add(_ y: Rows, at position: Int, to sums: Sums, _ work: Workspace) {
            var work = work
            let attention = readout.attention
            let k = work.rows(y.count, readout.width)  // [rows, D]
            let w = weights[position..<position + y.count]  // [rows, H]
            attention.key.apply(to: y, into: k, activation: attention.activation)
            work.note(.keys, k, at: position)
            k.addSum(to: sums.keySum.rows)
            k.headDots(with: classQuery.rows, into: w)
            w.addSum(to: sums.weight.rows)
            sums.weightedInput.rows.addProduct(transposed: w, y)
            guard needsPackageAttention else { return }
            let meanValues = work.rows(y.count, readout.heads)  // [rows, H]
            readout.meanValue.apply(to: y, into: meanValues)
            let d = readout.headWidth
            for head in 0..<readout.heads {
                sums.keyMeanValue[head * d..<(head + 1) * d].addProduct(
                    transposed: k.head(head, width: d), meanValues.head(head, width: 1))
            }
        }

        func complete(_ workers: Workers) throws -> ReadOutAttention {
            for part in parts { sums.add(part) }
            workers.own.note(.queries, classQuery.rows)
            workers.own.note(.keySum, sums.keySum.rows)
            return try ReadOutAttention(self)
        }
    }
}

/// What the class token receives of linear attention that has seen all tokens.
struct ReadOutAttention: CompleteReadout {
    let readout: LinearReadout
    let classQuery: Matrix  // [1, D]
    let keySum: Matrix  // [1, D]
    let weightSum: [Float]  // [H], sum_j w_jh
    let output: Matrix  // [1, D], the class token's output before the projection
    let kept: KeptWeights
    private let projected: Matrix  // [1, D], the class token's output through the projection, without its bias
    private let projectionBias: Matrix  // [1, D]
    let packageAttention: (any PackageAttention)?

    init(_ gathering: LinearReadout.Gathering) throws {
        let (readout, sums) = (gathering.readout, gathering.sums)
        let (attention, width) = (readout.attention, readout.valueWeight.columns)
        let d = width / attention.heads
        let denominators = try attention.denominators(of: gathering.classQuery, keySum: sums.keySum)
        let weight = sums.weight.values  // [H]
        (self.readout, classQuery, keySum, weightSum) = (readout, gathering.classQuery, sums.keySum, weight)
        output = try Matrix(1, width)  // o_cls
        let bias = try Matrix(1, width, readout.valueBias)
        for head in 0..<attention.heads {
            let o = output.rows.head(head, width: d)  // [1, d]
            let scale = attention.temperature[head] / denominators[head]
            o.setProduct(
                sums.weightedInput[head..<head + 1], transposed: readout.valueWeight[head * d..<(head + 1) * d],
                scale: scale)
            o.add(bias.rows.head(head, width: d), times: scale * weight[head])
        }
        projected = try Matrix(1, width)
        projected.rows.setProduct(output.rows, transposed: attention.projection.rows)
        projectionBias = try Matrix(1, width, attention.projectionBias)
        kept = KeptWeights(weights: gathering.weights, denominators: denominators)

        guard gathering.needsPackageAttention else {
            packageAttention = nil
            return
        }
        // The row whose dot product with a tile's query is the package's `attn`. [D]
        let scaled = sums.keyMeanValue.values.enumerated().map { index, value in
            value * attention.temperature[index / d] / Float(attention.heads)
        }
        packageAttention = LinearPackageAttention(attention: attention, meanOutput: try Matrix(1, width, scaled))
    }

    func addToClassToken(_ x: Rows, _ work: Workspace) {
        x.add(projected.rows)
        x.add(projectionBias.rows)
    }

    func weights(_ workers: Workers) -> any TokenWeights { kept }

    func backward(
        _ rule: BackwardRule, gradient: Rows, chunks: Int, _ workers: Workers
    ) throws -> any BackwardReadout {
        try LinearReadoutBackward(self, rule, gradient: gradient, chunks: chunks)
    }

    /// Weights that were computed when the tokens were gathered.
    struct KeptWeights: TokenWeights {
        let weights: Matrix  // [tokens, H]
        let denominators: [Float]  // [H]

        func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows) {
            weights.copy(self.weights[position..<position + y.count])
        }
    }
}
