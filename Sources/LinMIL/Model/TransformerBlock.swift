/// One pre-norm transformer block: `x += attention(norm1(x)); x += mlp(norm2(x))`.
///
/// All tokens must have been seen between its two halves, gathering and finishing. The corresponding PyTorch code is
/// `LinearTransformerBlock.forward`.
struct TransformerBlock<Mixing: Sendable>: Sendable {
    let index: Int
    let norm1: LayerNorm
    /// `any Attention`, or in the last block under pooling `cls` `any Readout`.
    let attention: Mixing
    let norm2: LayerNorm
    let perceptron: Perceptron

    /// Writes `norm1(x)`, what attention works on. x [rows, D] -> [rows, D], lent by the workspace
    func normalised(_ x: Rows, _ work: inout Workspace) -> Rows {
        let y = work.rows(x.count, x.columns)
        norm1.apply(to: x, into: y)
        return y
    }

    /// First half: attention takes in the tokens. x [rows, D]
    func gather(
        _ x: Rows, at position: Int, chunk: Int, _ work: Workspace, into gathering: some TokenGathering
    ) {
        var work = work.inside(block: index)
        work.note(.input, x, at: position)
        let y = normalised(x, &work)  // [rows, D]
        gathering.gather(y, at: position, chunk: chunk, work)
    }

    /// The end of the second half, once attention has been added: `x += mlp(norm2(x))`. x [rows, D]
    ///
    /// - Parameter work: a workspace inside this block.
    func addPerceptron(to x: Rows, at position: Int, _ work: Workspace) {
        var work = work
        work.note(.attended, x, at: position)
        let y = work.rows(x.count, x.columns)  // [rows, D]
        norm2.apply(to: x, into: y)
        perceptron.add(of: y, to: x, at: position, work)
        work.note(.output, x, at: position)
    }
}

/// A block whose attention has seen all tokens: any rows can pass its second half.
struct CompleteBlock: Sendable {
    let block: TransformerBlock<any Attention>
    let attention: any CompleteAttention

    /// Second half: `x += attention(norm1(x)); x += mlp(norm2(x))`. x [rows, D]
    ///
    /// - Parameter packageAttention: receives the package's `attn` of these tokens, if the mechanism has one. [rows, 1]
    func finish(_ x: Rows, at position: Int, _ work: Workspace, packageAttention: Rows? = nil) {
        let outer = work.inside(block: block.index)
        var work = outer
        let y = block.normalised(x, &work)  // [rows, D]
        if let packageAttention { attention.packageAttention?.attend(y, work, into: packageAttention) }
        attention.add(to: x, from: y, at: position, work)
        block.addPerceptron(to: x, at: position, outer)
    }
}

/// The last block under pooling `cls`: only the class token passes it.
extension TransformerBlock where Mixing == any Readout {
    /// Begins with the class token, before any tile is gathered. x [1, D]
    func begin(
        classToken x: Rows, tokens: Int, chunks: Int, needsPackageAttention: Bool, _ work: Workspace
    ) throws -> any GatheringReadout {
        var work = work.inside(block: index)
        work.note(.input, x)
        let y = normalised(x, &work)  // [1, D]
        return try attention.begin(
            classToken: y, tokens: tokens, chunks: chunks, needsPackageAttention: needsPackageAttention, work)
    }

    /// Second half, for the class token. x [1, D]
    func finish(classToken x: Rows, _ work: Workspace, with attention: any CompleteReadout) {
        let work = work.inside(block: index)
        attention.addToClassToken(x, work)
        addPerceptron(to: x, at: 0, work)
    }
}

/// The perceptron `fc2(GELU(fc1(y)))`. Its hidden layer is computed in slices, so that [rows, 4 D] is never formed.
struct Perceptron: Sendable {
    /// `fc1` gives a slice, `fc2` adds what comes of it. fc1 [slice, D], fc2 [D, slice]
    let slices: [(fc1: Linear, fc2: Linear)]
    /// The hidden units of a slice, at most.
    static let sliceWidth = 512

    /// y, x [rows, D]
    func add(of y: Rows, to x: Rows, at position: Int, _ work: Workspace) {
        guard let precision = slices.first?.fc1.precision else { return }
        var work = work
        let y = LayerInput(y, for: precision, &work)
        for (index, slice) in slices.enumerated() {
            var work = work
            let hidden = LayerInput(y.count, slice.fc1.outputs, for: precision, &work)  // [rows, slice]
            slice.fc1.apply(to: y, into: hidden, activation: .gelu)
            slice.fc2.add(of: hidden, to: x)
            if precision == .float32 { work.note(.hidden(slice: index), hidden.memory, at: position) }
        }
    }

    /// How many floats of a workspace it takes for a block of rows.
    static func scratchFloats(_ configuration: Configuration) -> Int {
        Workspace.floats(configuration.latentDimension)
            + Workspace.floats(min(sliceWidth, configuration.hiddenDimension))
    }
}
