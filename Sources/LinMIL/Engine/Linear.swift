internal import CKernels

/// A linear layer whose weights are packed for the kernels: `y = x W^T + b`.
///
/// The corresponding PyTorch line is `nn.Linear(inputs, outputs)`.
struct Linear: Sendable {
    let inputs: Int
    let outputs: Int
    /// Panels of 32 outputs. [1, ceil(outputs / 32) * inputs * 32]
    private let packed: Matrix
    /// [1, outputs]; absent for a layer without bias.
    private let bias: Matrix?

    /// Packs rows of weights. weights [outputs, inputs], bias [outputs]
    init(_ weights: Rows, bias: [Float]?) throws(ModelError) {
        (inputs, outputs) = (weights.columns, weights.count)
        packed = try Matrix(1, kernel_packed_count(outputs, inputs))
        if let bias { self.bias = try Matrix(1, outputs, bias) } else { self.bias = nil }
        unsafe kernel_pack(outputs, inputs, weights.base, weights.stride, packed.rows.base)
    }

    /// Writes `activation(x W^T + b)`. x [rows, inputs] -> y [rows, outputs]
    func apply(to x: Rows, into y: Rows, activation: Activation? = nil) {
        product(x, y, activation: activation?.kernel ?? kernel_identity, accumulate: false)
    }

    /// Adds `x W^T + b`. x [rows, inputs], y [rows, outputs]
    func add(of x: Rows, to y: Rows) {
        product(x, y, activation: kernel_identity, accumulate: true)
    }

    private func product(_ x: Rows, _ y: Rows, activation: kernel_activation, accumulate: Bool) {
        precondition(
            x.columns == inputs && y.columns == outputs && x.count == y.count,
            "[\(x.count), \(x.columns)] through \(inputs) -> \(outputs) into [\(y.count), \(y.columns)]")
        unsafe kernel_product(
            x.count, outputs, inputs, x.base, x.stride, packed.rows.base, bias?.rows.base,
            Int32(activation.rawValue), accumulate, y.base, y.stride)
    }
}
