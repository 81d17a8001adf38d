internal import CKernels

/// A matrix of weights, packed for the kernels: panels of 32 outputs. [outputs, inputs]
struct PackedWeights: Sendable {
    let outputs: Int
    let inputs: Int
    let precision: Precision
    /// Float32, or bfloat16 two beside each other. [1, floats]
    private let memory: Rows

    /// Packs rows of weights. weights [outputs, inputs]
    ///
    /// - Parameter shared: memory that the weights of many layers share; nil for memory of their own.
    init(_ weights: Rows, _ precision: Precision, in shared: WeightMemory? = nil) throws(ModelError) {
        try self.init(outputs: weights.count, inputs: weights.columns, precision, in: shared)
        switch precision {
        case .float32: unsafe kernel_pack(outputs, inputs, weights.base, weights.stride, floats)
        case .bfloat16: unsafe kernel_pack_bfloat16(outputs, inputs, weights.base, weights.stride, halves)
        }
    }

    private init(
        outputs: Int, inputs: Int, _ precision: Precision, in shared: WeightMemory? = nil
    ) throws(ModelError) {
        (self.outputs, self.inputs, self.precision) = (outputs, inputs, precision)
        let count =
            precision == .float32
            ? kernel_packed_count(outputs, inputs) : kernel_packed_bfloat16_count(outputs, inputs) / 2
        memory = if let shared { try shared.take(count) } else { try Matrix(1, count).rows }
    }

    /// The transposed weights. [inputs, outputs]
    func transposed() throws(ModelError) -> PackedWeights {
        let result = try PackedWeights(outputs: inputs, inputs: outputs, precision)
        switch precision {
        case .float32: unsafe kernel_transpose_packed(outputs, inputs, floats, result.floats)
        case .bfloat16: unsafe kernel_transpose_packed_bfloat16(outputs, inputs, halves, result.halves)
        }
        return result
    }

    /// Whether every weight is finite.
    var isFinite: Bool {
        switch precision {
        case .float32: return memory.nonFinite() == nil
        case .bfloat16:
            let exponent: UInt16 = 0x7f80
            return (0..<memory.columns * 2).allSatisfy { unsafe halves[$0] & exponent != exponent }
        }
    }

    /// y = activation(x W^T + bias), or y += x W^T + bias. x [rows, inputs], y [rows, outputs], bias [1, outputs]
    func multiply(_ x: Rows, bias: Rows?, _ activation: kernel_activation, accumulate: Bool, into y: Rows) {
        precondition(
            x.columns == inputs && y.columns == outputs && x.count == y.count,
            "[\(x.count), \(x.columns)] through \(inputs) -> \(outputs) into [\(y.count), \(y.columns)]")
        let function = Int32(activation.rawValue)
        switch precision {
        case .float32:
            unsafe kernel_product(
                x.count, outputs, inputs, x.base, x.stride, floats, bias?.base, function, accumulate, y.base, y.stride)
        case .bfloat16:
            unsafe kernel_product_bfloat16(
                x.count, outputs, inputs, x.base, x.stride, halves, pairedInputs, bias?.base, function, accumulate,
                y.base, y.stride)
        }
    }

    /// The same for rows that are rounded already, or that need not be, and for some outputs: whole panels, or the last ones.
    /// y [rows, outputs.count]
    func multiply(
        _ x: LayerInput, bias: Rows?, _ activation: kernel_activation, accumulate: Bool, outputs part: Range<Int>,
        into y: Rows
    ) {
        precondition(x.precision == precision, "rows in \(x.precision) for weights in \(precision)")
        precondition(
            part.lowerBound >= 0 && part.upperBound <= outputs && part.lowerBound % Int(kernel_panel) == 0
                && (part.upperBound == outputs || part.upperBound % Int(kernel_panel) == 0),
            "outputs \(part) of \(outputs)")
        check(x, y.count, y.columns, outputs: part.count)
        let (function, bias) = (Int32(activation.rawValue), bias?.columns(part))
        switch precision {
        case .float32:
            unsafe kernel_product(
                x.count, part.count, inputs, x.memory.base, x.memory.stride, floats + part.lowerBound * inputs,
                bias?.base, function, accumulate, y.base, y.stride)
        case .bfloat16:
            unsafe kernel_product_rounded(
                x.count, part.count, inputs, x.memory.base, halves + part.lowerBound * pairedInputs, pairedInputs,
                bias?.base, function, accumulate, y.base, y.stride, nil)
        }
    }

    /// y = activation(x W^T + bias) as the next layer reads it. x [rows, inputs], y [rows, outputs], bias [1, outputs]
    func multiply(_ x: LayerInput, bias: Rows?, _ activation: kernel_activation, into y: LayerInput) {
        precondition(y.precision == precision, "rows in \(y.precision) of weights in \(precision)")
        switch precision {
        case .float32:
            multiply(x, bias: bias, activation, accumulate: false, outputs: 0..<outputs, into: y.memory)
        case .bfloat16:
            check(x, y.count, y.columns, outputs: outputs)
            unsafe kernel_product_rounded(
                x.count, outputs, inputs, x.memory.base, halves, pairedInputs, bias?.base, Int32(activation.rawValue),
                false, y.memory.base, 0, y.memory.base)
        }
    }

    private func check(_ x: LayerInput, _ rows: Int, _ columns: Int, outputs: Int) {
        precondition(
            x.columns == inputs && columns == outputs && x.count == rows,
            "[\(x.count), \(x.columns)] through \(inputs) -> \(outputs) into [\(rows), \(columns)]")
    }

    private var pairedInputs: Int { (inputs + 1) / 2 * 2 }

    @unsafe private var floats: UnsafeMutablePointer<Float> { unsafe memory.base }

    @unsafe private var halves: UnsafeMutablePointer<UInt16> {
        unsafe UnsafeMutableRawPointer(memory.base).assumingMemoryBound(to: UInt16.self)
    }
}
