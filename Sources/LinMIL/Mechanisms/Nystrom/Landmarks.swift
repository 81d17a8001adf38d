/// A slide's landmarks, and what they see of the tokens.
struct Landmarks: Sendable {
    let heads: Int
    /// Zero tokens in front of the sequence: they give logits of 0 and values of 0.
    let padding: Int
    /// The tokens of a segment, whose mean is a landmark.
    let segmentLength: Int
    /// The landmarks' queries, divided by sqrt(d), and keys, a landmark a column. [H d, 64]
    let queries, keys: Matrix
    /// A2, the landmarks' attention on one another. [H 64, 64]
    let a2: Matrix
    /// Gives `q k~^T` of a token, the logits of A1. [H 64, D]
    let tokenToLandmark: Linear
    /// Gives `q~ k^T` of a token, the logits of A3 transposed. [H 64, D]
    let landmarkToToken: Linear
    /// The Moore-Penrose inverse of each head's A2, transposed. [H 64, 64]
    let inverse: Matrix

    /// Takes the means of 64 segments as landmarks. inputs [tokens, D]
    init(of inputs: Matrix, for attention: NystromAttention) throws {
        let (count, heads, D) = (NystromAttention.landmarks, attention.heads, inputs.columns)
        let length = (inputs.rowCount - 1) / count + 1
        let padding = count * length - inputs.rowCount

        let means = try Matrix(count, D)
        for segment in 0..<count {
            let tokens = max(0, segment * length - padding)..<max(0, (segment + 1) * length - padding)
            let sum = try Matrix(1, D)
            inputs[tokens].addSum(to: sum.rows)
            means[segment..<segment + 1].add(sum.rows, times: 1 / Float(length))
        }

        let scale = 1 / Float(attention.headWidth).squareRoot()
        let (queries, keys) = (try Matrix(attention.query.rowCount, count), try Matrix(attention.key.rowCount, count))
        queries.rows.setProduct(attention.query.rows, transposed: means.rows, scale: scale)  // [H d, 64]
        keys.rows.setProduct(attention.key.rows, transposed: means.rows)  // [H d, 64]
        let (toLandmark, toToken) = (try Matrix(heads * count, D), try Matrix(heads * count, D))
        let a2 = try Matrix(heads * count, count)
        for head in 0..<heads {
            let rows = NystromAttention.landmarkRows(of: head)
            let columns = head * attention.headWidth..<(head + 1) * attention.headWidth
            toLandmark[rows].addProduct(transposed: keys[columns], attention.query[columns], scale: scale)
            toToken[rows].addProduct(transposed: queries[columns], attention.key[columns])
            a2[rows].addProduct(transposed: queries[columns], keys[columns])
        }
        a2.rows.softmax()

        (self.heads, self.padding, segmentLength) = (heads, padding, length)
        (self.queries, self.keys, self.a2) = (queries, keys, a2)
        tokenToLandmark = try Linear(toLandmark.rows, bias: nil)
        landmarkToToken = try Linear(toToken.rows, bias: nil)
        inverse = try pseudoInverses(of: a2)
    }

    /// Writes A1 of some tokens. y [rows, D] -> a1 [rows, H 64]
    func weights(of y: Rows, into a1: Rows) {
        tokenToLandmark.apply(to: y, into: a1)
        for head in 0..<heads { a1.head(head, width: NystromAttention.landmarks).softmax() }
    }

    /// Sums `A3 v` over all tokens. values [tokens, H d], inputs [tokens, D]
    func gather(_ values: Matrix, of inputs: Matrix, _ workers: Workers) throws -> LandmarkSums {
        let headWidth = values.columns / heads
        let sweep = workers.sweep(
            over: inputs.rowCount, sumBytes: LandmarkSums.bytes(heads: heads, headWidth: headWidth))
        let parts = try (0..<sweep.chunkCount).map { _ in try LandmarkSums(heads: heads, headWidth: headWidth) }
        try sweep.run { rows, work, chunk in
            var work = work
            let logits = work.rows(rows.count, landmarkToToken.outputs)  // [rows, H 64]
            landmarkToToken.apply(to: inputs[rows], into: logits)
            parts[chunk].add(logits: logits, values: values[rows])
        }
        let sums = try LandmarkSums(heads: heads, headWidth: headWidth, padding: padding)
        for part in parts { sums.add(part) }
        return sums
    }
}

/// Softmax over all tokens for each landmark, and the values weighted by it, without keeping the weights.
struct LandmarkSums: Sendable {
    let heads: Int
    let softmax: SoftmaxSums  // [1, H 64]
    let value: Matrix  // [H 64, d]: sum_j exp(logit_j - largest) v_j

    /// - Parameter padding: how many tokens with logit and value 0 there are to begin with.
    init(heads: Int, headWidth: Int, padding: Int = 0) throws(ModelError) {
        self.heads = heads
        softmax = try SoftmaxSums(columns: heads * NystromAttention.landmarks, zeros: padding)
        value = try Matrix(heads * NystromAttention.landmarks, headWidth)
    }

    static func bytes(heads: Int, headWidth: Int) -> Int {
        heads * NystromAttention.landmarks * (headWidth + 2) * MemoryLayout<Float>.size
    }

    /// Adds tokens. logits [rows, H 64], overwritten, values [rows, H d]
    func add(logits: Rows, values: Rows) {
        softmax.add(logits, shrink: scale)
        for head in 0..<heads {
            value[NystromAttention.landmarkRows(of: head)].addProduct(
                transposed: logits.head(head, width: NystromAttention.landmarks),
                values.head(head, width: value.columns))
        }
    }

    /// Adds another part's sums.
    func add(_ other: LandmarkSums) {
        softmax.add(other.softmax, shrink: scale) { landmark, factor in
            value[landmark..<landmark + 1].add(other.value[landmark..<landmark + 1], times: factor)
        }
    }

    private func scale(_ landmark: Int, by factor: Float) { value[landmark..<landmark + 1].scale(by: factor) }
}
