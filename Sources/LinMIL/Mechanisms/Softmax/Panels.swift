internal import CKernels

/// A weight matrix in the kernels' packed form that is written row by row as tokens come, and of which parts can be used:
/// `Linear` for weights that the slide itself gives, such as keys and values.
struct Panels: Sendable {
    let outputs: Int
    let inputs: Int
    let precision: Precision
    /// Panels of 32 outputs, one under the other, an input of them a row; in bfloat16 two inputs, each number beside its other.
    /// [ceil(outputs / 32) * depth, 32]
    private let packed: Matrix

    /// The number of outputs of a panel.
    static let width = Int(kernel_panel)

    /// Makes weights of zeros.
    init(outputs: Int, inputs: Int, precision: Precision = .float32) throws(ModelError) {
        (self.outputs, self.inputs, self.precision) = (outputs, inputs, precision)
        let depth = precision == .float32 ? inputs : (inputs + 1) / 2
        packed = try Matrix((outputs + Self.width - 1) / Self.width * depth, Self.width)
    }

    /// The inputs that a panel has room for.
    private var panelInputs: Int { precision == .float32 ? inputs : (inputs + 1) / 2 * 2 }

    /// Sets the weights of some outputs, `W[first + r, :] = rows[r, :]`; the keys of tokens. rows [rows, inputs]
    ///
    /// Workers that set neighbouring outputs write different numbers of one panel.
    func setOutputs(from first: Int, to rows: Rows) {
        precondition(
            rows.columns == inputs && first >= 0 && first + rows.count <= outputs,
            "[\(rows.count), \(rows.columns)] at \(first) of [\(outputs), \(inputs)]")
        for row in 0..<rows.count {
            let source = unsafe rows.base + row * rows.stride
            set(first + row, 0..<1, 0..<inputs) { unsafe source[$1] }
        }
    }

    /// Sets the weights of some inputs, `W[:, first + r] = rows[r, :]`; the values of tokens. rows [rows, outputs]
    func setInputs(from first: Int, to rows: Rows) {
        precondition(
            rows.columns == outputs && first >= 0 && first + rows.count <= inputs,
            "[\(rows.count), \(rows.columns)]^T at \(first) of [\(outputs), \(inputs)]")
        for panel in stride(from: 0, to: outputs, by: Self.width) {
            let columns = 0..<min(Self.width, outputs - panel)
            for row in 0..<rows.count {
                let source = unsafe rows.base + row * rows.stride + panel
                set(panel, columns, first + row..<first + row + 1) { column, _ in unsafe source[column] }
            }
        }
    }

    /// Copies the weights of some outputs back, `rows[r, :] = W[first + r, :]`. rows [outputs of the range, inputs]
    func copyOutputs(_ range: Range<Int>, into rows: Rows) {
        precondition(
            rows.columns == inputs && rows.count == range.count && range.lowerBound >= 0 && range.upperBound <= outputs,
            "outputs \(range) of [\(outputs), \(inputs)] into [\(rows.count), \(rows.columns)]")
        for (row, output) in range.enumerated() {
            let target = unsafe rows.base + row * rows.stride
            for input in 0..<inputs { unsafe target[input] = weight(output, input) }
        }
    }

    /// Copies the weights of some inputs back, `rows[r, :] = W[:, first + r]`. rows [inputs of the range, outputs]
    func copyInputs(_ range: Range<Int>, into rows: Rows) {
        precondition(
            rows.columns == outputs && rows.count == range.count && range.lowerBound >= 0 && range.upperBound <= inputs,
            "inputs \(range) of [\(outputs), \(inputs)] into [\(rows.count), \(rows.columns)]")
        for (row, input) in range.enumerated() {
            let target = unsafe rows.base + row * rows.stride
            for output in 0..<outputs { unsafe target[output] = weight(output, input) }
        }
    }

    /// Writes the dot products with some outputs' weights, of which the first begins a panel.
    /// a [rows, inputs] -> c [rows, outputs of the range]
    func apply(to a: Rows, outputs range: Range<Int>, into c: Rows) {
        precondition(
            range.lowerBound >= 0 && range.lowerBound % Self.width == 0 && range.upperBound <= outputs
                && c.columns == range.count,
            "outputs \(range) of \(outputs) into \(c.columns) columns")
        product(a, outputs: range, inputs: 0..<inputs, c, accumulate: false)
    }

    /// Adds the products with some inputs' weights; the first has an even number. a [rows, inputs of the range], c [rows, outputs]
    func add(of a: Rows, inputs range: Range<Int>, to c: Rows) {
        precondition(
            range.lowerBound >= 0 && range.lowerBound % 2 == 0 && range.upperBound <= inputs && c.columns == outputs,
            "inputs \(range) of \(inputs) into \(c.columns) columns"
        )
        product(a, outputs: 0..<outputs, inputs: range, c, accumulate: true)
    }

    private func product(
        _ a: Rows, outputs: Range<Int>, inputs: Range<Int>, _ c: Rows, accumulate: Bool
    ) {
        precondition(
            a.columns == inputs.count && a.count == c.count,
            "[\(a.count), \(a.columns)] times \(inputs.count) inputs into \(c.count) rows")
        let (start, identity) = (place(outputs.lowerBound, inputs.lowerBound), Int32(kernel_identity.rawValue))
        switch precision {
        case .float32:
            for panel in stride(from: 0, to: outputs.count, by: Self.width) {
                unsafe kernel_product(
                    a.count, min(Self.width, outputs.count - panel), inputs.count, a.base, a.stride,
                    packed.pointer(at: start + panel * panelInputs), nil, identity, accumulate, c.base + panel, c.stride
                )
            }
        case .bfloat16:
            unsafe kernel_product_bfloat16(
                a.count, outputs.count, inputs.count, a.base, a.stride, halves + start, panelInputs, nil, identity,
                accumulate, c.base, c.stride)
        }
    }

    /// Where a weight stands, counted in numbers.
    private func place(_ output: Int, _ input: Int) -> Int {
        let (panel, column) = output.quotientAndRemainder(dividingBy: Self.width)
        switch precision {
        case .float32: return (panel * panelInputs + input) * Self.width + column
        case .bfloat16: return (panel * panelInputs + input / 2 * 2) * Self.width + column * 2 + input % 2
        }
    }

    /// Sets weights of outputs of one panel. `columns` are counted from `output`.
    private func set(_ output: Int, _ columns: Range<Int>, _ inputs: Range<Int>, to value: (Int, Int) -> Float) {
        for input in inputs {
            let start = place(output, input)
            switch precision {
            case .float32:
                let target = unsafe packed.pointer(at: start)
                for column in columns { unsafe target[column] = value(column, input) }
            case .bfloat16:
                let target = unsafe halves + start
                for column in columns { unsafe target[column * 2] = kernel_rounded_bfloat16(value(column, input)) }
            }
        }
    }

    private func weight(_ output: Int, _ input: Int) -> Float {
        let place = place(output, input)
        switch precision {
        case .float32: return unsafe packed.pointer(at: place).pointee
        case .bfloat16: return Float(bitPattern: UInt32(unsafe halves[place]) << 16)
        }
    }

    @unsafe private var halves: UnsafeMutablePointer<UInt16> {
        unsafe UnsafeMutableRawPointer(packed.rows.base).assumingMemoryBound(to: UInt16.self)
    }
}
