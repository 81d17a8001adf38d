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
        attend(to: x, from: y, at: position, work) { _, _ in }
    }

    /// Adds what attention gives to some tokens, and hands on A1. [rows, H 64]
    func attend(
        to x: Rows, from y: Rows, at position: Int, _ work: Workspace, then: (_ a1: Rows, _ work: Workspace) -> Void
    ) {
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
        then(a1, work)
    }

    /// Writes what landmarks see of some tokens: A3 transposed, before the division by each landmark's sum.
    /// y [rows, D] -> exponentials [rows, H 64]
    func writeExponentials(of y: Rows, into exponentials: Rows) {
        landmarks.landmarkToToken.apply(to: y, into: exponentials)
        exponentials.exponentiate(minus: sums.softmax.largest.values)
    }

    func backward(_ rule: BackwardRule, receivers: Int, chunks: Int) throws -> any BackwardAttention {
        try LandmarkBackward(self, rule, receivers: receivers, chunks: chunks)
    }

    func rollout(chunks: Int) throws -> any RolloutAttention { try LandmarkRollout(self, chunks: chunks) }

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
            all: self, factors: try Matrix(1, factors.count, factors),
            denominators: Array(repeating: 1, count: attention.heads))
    }

    /// What the class token gives each landmark, times what the landmark gives a token.
    private struct Weights: TokenWeights {
        let all: LandmarkAttention
        let factors: Matrix  // [1, H 64]
        let denominators: [Float]  // [H]

        func weigh(_ y: Rows, at position: Int, _ work: Workspace, into weights: Rows) {
            var work = work
            let exponentials = work.rows(y.count, factors.columns)  // [rows, H 64]
            all.writeExponentials(of: y, into: exponentials)
            exponentials.headDots(with: factors.rows, into: weights)
        }
    }

    var packageAttention: (any PackageAttention)? { nil }
}
