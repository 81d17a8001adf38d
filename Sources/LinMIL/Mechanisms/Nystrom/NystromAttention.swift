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

    func pair() throws -> any PairAttention { try NystromPair(self) }

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
    /// - Parameters:
    ///   - position: where the first of the rows stands in the sequence.
    ///   - isTransposed: whether the kernels are reversed, as the convolution's derivative needs them.
    func addConvolution(of values: Matrix, at position: Int, to rows: Rows, isTransposed: Bool = false) {
        let reach = Self.convolutionWidth / 2
        for head in 0..<heads {
            for offset in -reach...reach {
                let first = max(0, position + offset)
                let end = min(values.rowCount, position + offset + rows.count)
                guard first < end else { continue }
                rows.rows(first - position - offset..<end - position - offset).head(head, width: headWidth).add(
                    values[first..<end].head(head, width: headWidth),
                    times: convolution[head * Self.convolutionWidth + reach + (isTransposed ? -offset : offset)])
            }
        }
    }
}
