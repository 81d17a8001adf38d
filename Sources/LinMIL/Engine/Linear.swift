internal import CKernels

/// A linear layer whose weights are packed for the kernels: `y = x W^T + b`.
///
/// The corresponding PyTorch line is `nn.Linear(inputs, outputs)`.
struct Linear: Sendable {
    private let weights: PackedWeights  // [outputs, inputs]
    /// [1, outputs]; absent for a layer without bias.
    private let bias: Matrix?

    var inputs: Int { weights.inputs }
    var outputs: Int { weights.outputs }
    var precision: Precision { weights.precision }

    /// Parts of so many outputs that can be computed alone: as many heads of a width as fill whole panels, or all of them.
    static func parts(of outputs: Int, heads width: Int) -> [Range<Int>] {
        let panel = Int(kernel_panel)
        let step = (1...panel).first { $0 * width % panel == 0 }.map { $0 * width } ?? outputs
        return stride(from: 0, to: outputs, by: step).map { $0..<min(outputs, $0 + step) }
    }

    /// Packs rows of weights. weights [outputs, inputs], bias [outputs]
    ///
    /// - Parameter memory: for the packed weights of many layers; nil for memory of their own.
    init(
        _ weights: Rows, bias: [Float]?, precision: Precision = .float32, in memory: WeightMemory? = nil
    ) throws(ModelError) {
        precondition(
            bias == nil || bias?.count == weights.count, "\(bias?.count ?? 0) biases for \(weights.count) outputs")
        if let bias { self.bias = try Matrix(1, weights.count, bias) } else { self.bias = nil }
        self.weights = try PackedWeights(weights, precision, in: memory)
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
        return try Linear(weights.rows, bias: biases.map { $0.map { Float($0 - meanBias) } }, precision: precision)
    }

    private init(transposing layer: Linear) throws(ModelError) {
        (weights, bias) = (try layer.weights.transposed(), nil)
    }

    /// The bias; nil for a layer without one. [1, outputs]
    var biasRow: Rows? { bias?.rows }

    /// Whether every weight is finite.
    var isFinite: Bool { weights.isFinite }

    /// Writes `activation(x W^T + b)`. x [rows, inputs] -> y [rows, outputs]
    func apply(to x: Rows, into y: Rows, activation: Activation? = nil) {
        weights.multiply(x, bias: biasRow, activation?.kernel ?? kernel_identity, accumulate: false, into: y)
    }

    /// Adds `x W^T + b`. x [rows, inputs], y [rows, outputs]
    func add(of x: Rows, to y: Rows) {
        weights.multiply(x, bias: biasRow, kernel_identity, accumulate: true, into: y)
    }

    // The same for rows that several layers read.

    func apply(to x: LayerInput, into y: Rows, activation: Activation? = nil) {
        apply(to: x, outputs: 0..<outputs, into: y, activation: activation)
    }

    /// Writes some outputs: whole panels, or the last ones. x [rows, inputs] -> y [rows, outputs.count]
    func apply(to x: LayerInput, outputs: Range<Int>, into y: Rows, activation: Activation? = nil) {
        weights.multiply(
            x, bias: biasRow, activation?.kernel ?? kernel_identity, accumulate: false, outputs: outputs, into: y)
    }

    /// Writes what the next layer of the same precision reads. x [rows, inputs] -> y [rows, outputs]
    func apply(to x: LayerInput, into y: LayerInput, activation: Activation? = nil) {
        weights.multiply(x, bias: biasRow, activation?.kernel ?? kernel_identity, into: y)
    }

    func add(of x: LayerInput, to y: Rows) {
        weights.multiply(x, bias: biasRow, kernel_identity, accumulate: true, outputs: 0..<outputs, into: y)
    }
}
