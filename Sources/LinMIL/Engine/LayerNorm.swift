internal import CKernels

/// Layer normalisation with a learned gain and bias.
///
/// The corresponding PyTorch line is `nn.LayerNorm(width)`, eps 1e-5.
struct LayerNorm: Sendable {
    private let gain: Matrix  // [1, width]
    private let bias: Matrix  // [1, width]
    private static let epsilon: Float = 1e-5

    init(gain: [Float], bias: [Float]) throws(ModelError) {
        self.gain = try Matrix(1, gain.count, gain)
        self.bias = try Matrix(1, bias.count, bias)
    }

    /// Adds the derivative by x of what depends on the normalised rows: `dx += s (h - mean(h) - z mean(h z))`, with
    /// `h = gain dy`, z the normalised row without gain and bias, and `s = 1/std`. x, dy, dx [rows, width]
    ///
    /// - Parameter holdingScale: whether s is held constant, so that the last term falls away.
    func addDerivative(at x: Rows, of dy: Rows, to dx: Rows, holdingScale: Bool) {
        precondition(
            x.columns == gain.columns && dy.columns == gain.columns && dx.columns == gain.columns && x.count == dy.count
                && x.count == dx.count, "LayerNorm(\(gain.columns)) of [\(x.count), \(x.columns)]")
        unsafe kernel_add_layer_norm_derivative(
            x.count, x.columns, x.base, x.stride, gain.rows.base, Self.epsilon, holdingScale, dy.base, dy.stride,
            dx.base, dx.stride)
    }

    /// The bias. [1, width]
    var biasRow: Rows { bias.rows }

    /// Writes the normalised rows. x [rows, width] -> y [rows, width]
    func apply(to x: Rows, into y: Rows) {
        precondition(
            x.columns == gain.columns && y.columns == gain.columns && x.count == y.count,
            "LayerNorm(\(gain.columns)) of [\(x.count), \(x.columns)] into [\(y.count), \(y.columns)]")
        unsafe kernel_layer_norm(
            x.count, x.columns, x.base, x.stride, gain.rows.base, bias.rows.base, Self.epsilon, y.base, y.stride)
    }
}
