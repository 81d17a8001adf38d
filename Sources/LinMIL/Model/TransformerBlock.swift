/// One pre-norm transformer block, in the two halves between which all tokens must have been seen.
///
/// `LinearTransformerBlock.forward` is the corresponding PyTorch code.
struct TransformerBlock: Sendable {
    let norm1: LayerNorm
    let attention: any Attention
    let norm2: LayerNorm
    /// The hidden layer in slices, so that [rows, 4 D] is never formed: `fc1` gives a slice, `fc2` adds what comes of it.
    let perceptron: [(fc1: Linear, fc2: Linear)]
    /// The hidden units of a slice, at most.
    static let sliceWidth = 512

    /// First half: attention takes in the tokens. x [rows, D]
    func begin(_ x: Rows, at position: Int, chunk: Int, _ work: Workspace, gathering: any GatheringAttention) {
        let y = work.y.prefix(x.count)
        norm1.apply(to: x, into: y)
        gathering.gather(y, at: position, chunk: chunk, work)
    }

    /// Second half: `x += attention(norm1(x)); x += mlp(norm2(x))`. x [rows, D]
    ///
    /// - Parameter packageAttention: where given, receives the package's `attn` of these tokens. [rows, 1]
    func finish(
        _ x: Rows, at position: Int, _ work: Workspace, with attention: any CompleteAttention,
        packageAttention: Rows? = nil
    ) {
        let y = work.y.prefix(x.count)
        norm1.apply(to: x, into: y)
        if let packageAttention { attention.packageAttention(of: y, at: position, work, into: packageAttention) }
        attention.add(to: x, from: y, at: position, work)
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
