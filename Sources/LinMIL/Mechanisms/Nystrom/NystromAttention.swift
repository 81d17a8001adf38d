/// Nystrom attention: softmax attention by way of 64 landmarks, in time linear in the number of tokens n (Xiong et al.,
/// "Nystromformer", AAAI 2021).
///
///     q~, k~ = means of the queries and keys of 64 segments, zero tokens put in front to make all equally long
///     A1 = softmax(q k~^T)    A2 = softmax(q~ k~^T)    A3 = softmax(q~ k^T)      q scaled by d^-1/2
///     output = A1 pinv(A2) (A3 v) + convolution of v along the sequence
///
/// Queries and keys are never formed for a token. A landmark's query is the query of the segment's mean input, and a
/// logit is linear in the input y: `q~ k^T = (q~ W_k) y^T`, so one product as wide as all landmarks gives A3's logits, and
/// another one A1's. The corresponding PyTorch class is `lin_mil.attention.nystrom_attention.NystromAttention`.
struct NystromAttention: Attention {
    let heads: Int
    let query: Matrix  // [H d, D], not packed: it is folded with the landmarks once a slide
    let key: Matrix  // [H d, D], not packed
    let value: Linear  // [H d, D]
    let convolution: [Float]  // [H, 33], one kernel for each head
    let output: Linear  // [D, H d]

    /// The number of landmarks of each head.
    static let landmarks = 64
    /// The tokens that a convolution reaches, itself in the middle.
    static let convolutionWidth = 33

    /// Every row of inputs and values has a place of its own, so chunks keep no sums.
    let sumBytes = 0

    var headWidth: Int { query.rowCount / heads }

    func begin(tokens: Int, chunks: Int) throws -> Gathering {
        try Gathering(
            attention: self, inputs: Matrix(tokens, query.columns), values: Matrix(tokens, query.rowCount))
    }

    struct Gathering: GatheringAttention {
        let attention: NystromAttention
        let inputs: Matrix  // [tokens, D]
        let values: Matrix  // [tokens, H d]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            let (y1, v) = (inputs[position..<position + y.count], values[position..<position + y.count])
            y1.copy(y)
            attention.value.apply(to: y, into: v)
            work.note(.values, v, at: position)
        }

        func complete(_ workers: Workers) throws -> LandmarkAttention {
            let landmarks = try Landmarks(of: inputs, for: attention)
            workers.own.note(.inverse, landmarks.inverse.rows)
            let sums = try landmarks.gather(values, of: inputs, workers)
            return try LandmarkAttention(attention, landmarks, sums, inputs: inputs, values: values)
        }
    }

    /// The rows of a matrix in which a head's landmarks stand.
    static func landmarkRows(of head: Int) -> Range<Int> { head * landmarks..<(head + 1) * landmarks }

    /// Adds each head's convolution along the sequence of values, zero beyond both ends. values [tokens, H d]
    ///
    /// - Parameter position: where the first of the rows stands in the sequence.
    func addConvolution(of values: Matrix, at position: Int, to rows: Rows) {
        let reach = Self.convolutionWidth / 2
        for head in 0..<heads {
            for offset in -reach...reach {
                let first = max(0, position + offset)
                let end = min(values.rowCount, position + offset + rows.count)
                guard first < end else { continue }
                rows.rows(first - position - offset..<end - position - offset).head(head, width: headWidth).add(
                    values[first..<end].head(head, width: headWidth),
                    times: convolution[head * Self.convolutionWidth + reach + offset])
            }
        }
    }
}

/// Nystrom attention that has seen all tokens.
struct LandmarkAttention: CompleteAttention {
    let attention: NystromAttention
    let landmarks: Landmarks
    let sums: LandmarkSums
    let inputs: Matrix  // [tokens, D]
    let values: Matrix  // [tokens, H d]
    /// `pinv(A2) (A3 v)` of each head, as a layer from landmarks to the head's output. [d, 64]
    let gathered: [Linear]

    init(
        _ attention: NystromAttention, _ landmarks: Landmarks, _ sums: LandmarkSums, inputs: Matrix, values: Matrix
    ) throws {
        for (landmark, sum) in sums.softmax.sum.values.enumerated() {
            sums.value[landmark..<landmark + 1].scale(by: 1 / sum)
        }
        gathered = try (0..<attention.heads).map { head in
            let rows = NystromAttention.landmarkRows(of: head)
            let product = try Matrix(sums.value.columns, NystromAttention.landmarks)
            product.rows.addProduct(transposed: sums.value[rows], landmarks.inverse[rows])
            return try Linear(product.rows, bias: nil)
        }
        (self.attention, self.landmarks, self.sums) = (attention, landmarks, sums)
        (self.inputs, self.values) = (inputs, values)
    }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        var work = work
        let a1 = work.rows(y.count, attention.heads * NystromAttention.landmarks)  // [rows, H 64]
        let output = work.rows(y.count, values.columns)  // [rows, H d]
        landmarks.weights(of: y, into: a1)
        for head in 0..<attention.heads {
            gathered[head].apply(
                to: a1.head(head, width: NystromAttention.landmarks),
                into: output.head(head, width: attention.headWidth))
        }
        attention.addConvolution(of: values, at: position, to: output)
        work.note(.landmarkWeights, a1, at: position)
        work.note(.headOutputs, output, at: position)
        attention.output.add(of: output, to: x)
    }

    /// The class token's row of `A1 pinv(A2) A3`, without the columns of the padding. It is signed: an approximation of
    /// softmax attention whose row sums to about one, and the padding has its part of that.
    func weights(ofClassToken y: Rows, _ workers: Workers) throws -> any TokenWeights {
        let count = NystromAttention.landmarks
        let a1 = try Matrix(1, attention.heads * count)
        landmarks.weights(of: y, into: a1.rows)
        let shares = try Matrix(1, a1.columns)  // of each landmark: A1 pinv(A2)
        for head in 0..<attention.heads {
            shares.rows.head(head, width: count).setProduct(
                a1.rows.head(head, width: count),
                transposed: landmarks.inverse[NystromAttention.landmarkRows(of: head)])
        }
        let factors = zip(shares.values, sums.softmax.sum.values).map { $0 / $1 }
        return Weights(
            landmarks: landmarks, largest: sums.softmax.largest.values,
            factors: try Matrix(1, factors.count, factors),
            denominators: Array(repeating: 1, count: attention.heads))
    }

    /// What the class token gives each landmark, times what the landmark gives a token.
    private struct Weights: TokenWeights {
        let landmarks: Landmarks
        let largest: [Float]  // [H 64]
        let factors: Matrix  // [1, H 64]
        let denominators: [Float]  // [H]

        func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows) {
            var work = work
            let exponentials = work.rows(y.count, factors.columns)  // [rows, H 64]
            landmarks.landmarkToToken.apply(to: y, into: exponentials)
            exponentials.exponentiate(minus: largest)
            exponentials.headDots(with: factors.rows, into: weights)
        }
    }

    var packageAttention: (any PackageAttention)? { nil }
}
