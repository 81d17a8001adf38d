internal import Glibc

/// Nystrom attention: softmax attention by way of 64 landmarks, in time linear in the number of tokens n (Xiong et al.,
/// "Nystromformer", AAAI 2021).
///
///     q~, k~ = means of the queries and keys of 64 segments, zero tokens put in front to make all equally long
///     A1 = softmax(q k~^T)    A2 = softmax(q~ k~^T)    A3 = softmax(q~ k^T)      q scaled by d^-1/2
///     output = A1 pinv(A2) (A3 v) + convolution of v along the sequence
///
/// Queries and keys are never formed for a token. A landmark's query is the query of the segment's mean input, and a
/// logit is linear in the input y: `q~ k^T = (q~ W_k) y^T`, so one product of the width of k gives all of A3's logits;
/// A1's likewise. The corresponding PyTorch class is `lin_mil.attention.nystrom_attention.NystromAttention`.
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

    fileprivate var headWidth: Int { query.rowCount / heads }

    func begin(tokens: Int, chunks: Int) throws -> any GatheringAttention {
        try Gathering(
            attention: self, inputs: Matrix(tokens, query.columns), values: Matrix(tokens, query.rowCount))
    }

    private struct Gathering: GatheringAttention {
        let attention: NystromAttention
        let inputs: Matrix  // [tokens, D]
        let values: Matrix  // [tokens, H d]

        func gather(_ y: Rows, at position: Int, chunk: Int, _ work: Workspace) {
            let rows = position..<position + y.count
            inputs[rows].copy(y)
            attention.value.apply(to: y, into: values[rows])
        }

        func complete() throws -> any CompleteAttention {
            let landmarks = try Landmarks(of: inputs, for: attention)
            let gathered = try landmarks.gather(values, of: inputs)
            return try LandmarkAttention(attention, landmarks, gathered, inputs: inputs, values: values)
        }
    }

    /// The columns, or rows, of a head where each has `width` of them.
    fileprivate static func columns(of head: Int, width: Int = landmarks) -> Range<Int> {
        head * width..<(head + 1) * width
    }

    /// Adds each head's convolution along the sequence of values, zero beyond both ends. values [tokens, H d]
    ///
    /// - Parameter position: where the first of the rows stands in the sequence.
    fileprivate func addConvolution(of values: Matrix, at position: Int, to rows: Rows) {
        let reach = Self.convolutionWidth / 2
        for head in 0..<heads {
            let columns = Self.columns(of: head, width: headWidth)
            for offset in -reach...reach {
                let first = max(0, position + offset)
                let end = min(values.rowCount, position + offset + rows.count)
                guard first < end else { continue }
                rows.rows(first - position - offset..<end - position - offset).columns(columns).add(
                    values[first..<end].columns(columns),
                    times: convolution[head * Self.convolutionWidth + reach + offset])
            }
        }
    }
}

/// A slide's landmarks, and what they see of the tokens.
private struct Landmarks: Sendable {
    let heads: Int
    /// Zero tokens in front of the sequence: they give logits of 0 and values of 0.
    let padding: Int
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
        let weights = try Matrix(heads * count, count)
        for head in 0..<heads {
            let (rows, inner) = (NystromAttention.columns(of: head), head * attention.headWidth)
            let columns = inner..<inner + attention.headWidth
            toLandmark[rows].addProduct(transposed: keys[columns], attention.query[columns], scale: scale)
            toToken[rows].addProduct(transposed: queries[columns], attention.key[columns])
            weights[rows].addProduct(transposed: queries[columns], keys[columns])
        }
        weights.rows.softmax()

        (self.heads, self.padding) = (heads, padding)
        tokenToLandmark = try Linear(toLandmark.rows, bias: nil)
        landmarkToToken = try Linear(toToken.rows, bias: nil)
        inverse = try pseudoInverses(of: weights)
    }

    /// Returns A1 of some tokens. y [rows, D] -> weights [rows, H 64]
    func weights(of y: Rows, into weights: Rows) {
        tokenToLandmark.apply(to: y, into: weights)
        for head in 0..<heads { weights.columns(NystromAttention.columns(of: head)).softmax() }
    }

    /// Computes `A3 v`. values [tokens, H d], inputs [tokens, D]
    func gather(_ values: Matrix, of inputs: Matrix) throws -> LandmarkSums {
        let spans = TokenSpans(count: inputs.rowCount)
        let parts = try concurrentMap(spans.count) { span in
            let sums = try LandmarkSums(heads: heads, headWidth: values.columns / heads, padding: 0)
            let logits = try Matrix(TokenSpans.blockRows, landmarkToToken.outputs, isScratch: true).rows
            for rows in spans.blocks(of: span) {
                landmarkToToken.apply(to: inputs[rows], into: logits.prefix(rows.count))
                sums.add(logits: logits.prefix(rows.count), values: values[rows])
            }
            return sums
        }
        let sums = try LandmarkSums(heads: heads, headWidth: values.columns / heads, padding: padding)
        for part in parts { sums.add(part) }
        return sums
    }
}

/// Softmax over all tokens for each landmark, and the values weighted by it, without keeping the weights: logits are
/// taken relative to the largest so far, and the sums are scaled down whenever a larger one comes.
private struct LandmarkSums: Sendable {
    let heads: Int
    let largest: Matrix  // [1, H 64], the largest logit so far
    let weight: Matrix  // [1, H 64]: sum_j exp(logit_j - largest)
    let value: Matrix  // [H 64, d]: sum_j exp(logit_j - largest) v_j

    /// - Parameter padding: how many tokens with logit and value 0 there are to begin with.
    init(heads: Int, headWidth: Int, padding: Int) throws(ModelError) {
        let count = heads * NystromAttention.landmarks
        self.heads = heads
        largest = try Matrix(1, count, Array(repeating: padding > 0 ? 0 : -.infinity, count: count))
        weight = try Matrix(1, count, Array(repeating: Float(padding), count: count))
        value = try Matrix(count, headWidth)
    }

    /// Adds tokens. logits [rows, H 64], overwritten, values [rows, H d]
    func add(logits: Rows, values: Rows) {
        raise(to: logits.columnMaxima())
        logits.exponentiate(minus: largest.values)
        logits.addSum(to: weight.rows)
        for head in 0..<heads {
            let landmarks = NystromAttention.columns(of: head)
            value[landmarks].addProduct(
                transposed: logits.columns(landmarks),
                values.columns(NystromAttention.columns(of: head, width: value.columns)))
        }
    }

    /// Adds another part's sums.
    func add(_ other: LandmarkSums) {
        raise(to: other.largest.values)
        let shrinkage = zip(other.largest.values, largest.values).map { exp($0 - $1) }
        for (landmark, factor) in shrinkage.enumerated() {
            let row = landmark..<landmark + 1
            weight.rows.columns(row).add(other.weight.rows.columns(row), times: factor)
            value[row].add(other.value[row], times: factor)
        }
    }

    /// Takes logits relative to larger ones, where these are.
    private func raise(to logits: [Float]) {
        let old = largest.values
        for (landmark, logit) in logits.enumerated() where logit > old[landmark] {
            let (row, factor) = (landmark..<landmark + 1, exp(old[landmark] - logit))
            largest.rows.columns(row).fill(logit)
            weight.rows.columns(row).scale(by: factor)
            value[row].scale(by: factor)
        }
    }
}

/// Nystrom attention that has seen all tokens.
private struct LandmarkAttention: CompleteAttention {
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
        let weights = sums.weight.values
        for (landmark, weight) in weights.enumerated() { sums.value[landmark..<landmark + 1].scale(by: 1 / weight) }
        gathered = try (0..<attention.heads).map { head in
            let rows = NystromAttention.columns(of: head)
            let product = try Matrix(sums.value.columns, NystromAttention.landmarks)
            product.rows.addProduct(transposed: sums.value[rows], landmarks.inverse[rows])
            return try Linear(product.rows, bias: nil)
        }
        (self.attention, self.landmarks, self.sums) = (attention, landmarks, sums)
        (self.inputs, self.values) = (inputs, values)
    }

    func add(to x: Rows, from y: Rows, at position: Int, _ work: Workspace) {
        let (weights, mixed) = (work.q.prefix(y.count), work.v.prefix(y.count))
        landmarks.weights(of: y, into: weights)
        for head in 0..<attention.heads {
            gathered[head].apply(
                to: weights.columns(NystromAttention.columns(of: head)),
                into: mixed.columns(NystromAttention.columns(of: head, width: attention.headWidth)))
        }
        attention.addConvolution(of: values, at: position, to: mixed)
        attention.output.add(of: mixed, to: x)
    }

    /// The class token's row of `A1 pinv(A2) A3`, without the columns of the padding. Signed: an approximation of softmax
    /// attention whose row sums to about one, of which the padding has its part.
    func classAttention() throws -> [Float] {
        let weights = try Matrix(1, sums.weight.columns)
        landmarks.weights(of: inputs[0..<1], into: weights.rows)
        let shares = try Matrix(1, weights.columns)  // of each landmark: A1 pinv(A2)
        for head in 0..<attention.heads {
            let columns = NystromAttention.columns(of: head)
            shares.rows.columns(columns).setProduct(
                weights.rows.columns(columns), transposed: landmarks.inverse[columns],
                scale: 1 / Float(attention.heads))
        }
        let factors = zip(shares.values, sums.weight.values).map { $0 / $1 }
        let largest = sums.largest.values

        let spans = TokenSpans(count: inputs.rowCount)
        return try concurrentMap(spans.count) { span in
            let logits = try Matrix(TokenSpans.blockRows, factors.count, isScratch: true).rows
            return spans.blocks(of: span).flatMap { rows in
                let weights = logits.prefix(rows.count)
                landmarks.landmarkToToken.apply(to: inputs[rows], into: weights)
                weights.exponentiate(minus: largest)
                return weights.rowDots(with: factors)
            }
        }.flatMap { $0 }
    }

    func packageAttention(of y: Rows, at position: Int, _ work: Workspace, into attention: Rows) {
        preconditionFailure("the package returns no attention for the nystrom mechanism")
    }
}

/// The tokens in spans, which have sums of their own, cut by the number of tokens alone: added in order, the result does
/// not depend on how many are worked on at once.
private struct TokenSpans: Sendable {
    let tokens: Int
    static let blockRows = Sweep.blockRows
    private let blocksOfSpan: Int

    init(count tokens: Int) {
        self.tokens = tokens
        blocksOfSpan = ((tokens - 1) / Self.blockRows) / Sweep.mostChunks + 1
    }

    /// The number of spans.
    var count: Int { (tokens - 1) / (blocksOfSpan * Self.blockRows) + 1 }

    /// The blocks of rows of one span.
    func blocks(of span: Int) -> [Range<Int>] {
        let rows = blocksOfSpan * Self.blockRows
        let end = min(tokens, (span + 1) * rows)
        return stride(from: span * rows, to: end, by: Self.blockRows).map { $0..<min(end, $0 + Self.blockRows) }
    }
}
