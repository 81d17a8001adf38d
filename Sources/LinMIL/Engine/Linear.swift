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
        unsafe try self.init(
            outputs: weights.count, inputs: weights.columns, weights.base, stride: weights.stride, bias: bias)
    }

    /// Packs a part of a row-major weight matrix. weights [rows, columns], bias [outputs]
    init(
        _ weights: Span<Float>, columns: Int, outputs: Range<Int>, inputs: Range<Int>, bias: [Float]?
    ) throws(ModelError) {
        precondition(
            outputs.lowerBound >= 0 && outputs.upperBound * columns <= weights.count && inputs.lowerBound >= 0
                && inputs.upperBound <= columns,
            "outputs \(outputs), inputs \(inputs) of \(weights.count) weights in rows of \(columns)")
        self = try unsafe weights.withUnsafeBufferPointer { weights throws(ModelError) in
            guard let base = weights.baseAddress else { preconditionFailure("no weights") }
            return unsafe try Linear(
                outputs: outputs.count, inputs: inputs.count,
                base + outputs.lowerBound * columns + inputs.lowerBound, stride: columns, bias: bias)
        }
    }

    private init(
        outputs: Int, inputs: Int, _ weights: UnsafePointer<Float>, stride: Int, bias: [Float]?
    ) throws(ModelError) {
        precondition(bias == nil || bias?.count == outputs, "\(bias?.count ?? 0) biases for \(outputs) outputs")
        (self.inputs, self.outputs) = (inputs, outputs)
        packed = try Matrix(1, kernel_packed_count(outputs, inputs))
        if let bias { self.bias = try Matrix(1, outputs, bias) } else { self.bias = nil }
        unsafe kernel_pack(outputs, inputs, weights, stride, packed.rows.base)
    }

    /// The layer without bias that has the transposed weights: the derivative of `y = x W^T` by x is `dy W`.
    /// [inputs, outputs]
    func transposed() throws(ModelError) -> Linear { try Linear(transposing: self) }

    /// The same layer less the mean over its outputs; itself if it has only one. What it gives differs from what this layer
    /// gives by the same number in every output.
    func centred() throws(ModelError) -> Linear {
        guard outputs > 1 else { return self }
        let identity = try Matrix(outputs, outputs)
        for output in 0..<outputs { identity[output..<output + 1].columns(output..<output + 1).fill(1) }
        let weights = try Matrix(outputs, inputs)
        try transposed().apply(to: identity.rows, into: weights.rows)
        let (mean, ones) = (try Matrix(1, inputs), try Matrix(outputs, 1, Array(repeating: 1, count: outputs)))
        mean.rows.addProduct(transposed: ones.rows, weights.rows, scale: 1 / Float(outputs))
        weights.rows.addToEach(mean.rows, times: -1)
        let biases = bias.map { $0.values.map(Double.init) }
        let meanBias = biases.map { $0.reduce(0, +) / Double(outputs) } ?? 0
        return try Linear(weights.rows, bias: biases.map { $0.map { Float($0 - meanBias) } })
    }

    private init(transposing layer: Linear) throws(ModelError) {
        (inputs, outputs, bias) = (layer.outputs, layer.inputs, nil)
        packed = try Matrix(1, kernel_packed_count(outputs, inputs))
        unsafe kernel_transpose_packed(layer.outputs, layer.inputs, layer.packed.rows.base, packed.rows.base)
    }

    /// The bias; nil for a layer without one. [1, outputs]
    var biasRow: Rows? { bias?.rows }

    /// Whether every weight is finite.
    var isFinite: Bool { packed.rows.nonFinite() == nil }

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
