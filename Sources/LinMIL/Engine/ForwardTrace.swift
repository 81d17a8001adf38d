/// Looks at a forward pass from within: tests compare every named intermediate with the paper's and with PyTorch's.
///
/// Rows come in any order and from any worker. Without a trace, a note costs one comparison for a block of rows.
protocol ForwardTrace: Sendable {
    /// Takes in some rows of an intermediate. The rows change afterwards, so their values must be copied.
    ///
    /// - Parameters:
    ///   - block: the block's number, counted from 0.
    ///   - position: where the first of the rows stands in the sequence.
    func note(_ name: Intermediate, block: Int, at position: Int, _ rows: Rows)
}

/// What the engine forms inside a block. Some of the paper's intermediates it never forms: linear attention's output before
/// the projection, its values in the last block under pooling `cls`, and Nystrom attention's queries and keys.
enum Intermediate: Hashable, Sendable {
    /// The tokens as they enter the block. [rows, D]
    case input
    /// The attention's queries, keys and values. Softmax attention's queries are already divided by sqrt(d). [rows, H d]
    case queries, keys, values
    /// Linear attention: `sum_j k_j` [1, D] and `k^T v` of each head. [D, d]
    case keySum, keyValue
    /// Linear attention: `q . sum_j k_j`, before the clamp at 100 that its use has. [rows, H]
    case denominators
    /// Softmax attention: each query's largest logit, and the sum of the exponentials relative to it. [rows, H]
    case largestLogits, exponentialSums
    /// Nystrom attention: softmax over landmarks, A1, [rows, H 64] and `pinv(A2)` transposed. [H 64, 64]
    case landmarkWeights, inverse
    /// The heads' outputs before the projection, if they are formed. [rows, H d]
    case headOutputs
    /// The tokens after attention: `x + attention(norm1(x))`. [rows, D]
    case attended
    /// A slice of the perceptron's hidden layer, after GELU. [rows, slice]
    case hidden(slice: Int)
    /// The tokens after the block. [rows, D]
    case output
}
