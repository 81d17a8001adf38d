internal import CKernels

/// A weight matrix in the kernels' packed form that is written row by row as tokens come, and of which parts can be used:
/// `Linear` for weights that the slide itself gives, such as keys and values.
struct Panels: Sendable {
    let outputs: Int
    let inputs: Int
    /// Panels of 32 outputs, one under the other. [ceil(outputs / 32) * inputs, 32]
    private let packed: Matrix

    /// The number of outputs of a panel.
    static let width = Int(kernel_panel)

    /// Makes weights of zeros.
    init(outputs: Int, inputs: Int) throws(ModelError) {
        (self.outputs, self.inputs) = (outputs, inputs)
        packed = try Matrix((outputs + Self.width - 1) / Self.width * inputs, Self.width)
    }

    /// Sets the weights of some outputs, `W[first + r, :] = rows[r, :]`; the keys of tokens. rows [rows, inputs]
    ///
    /// Workers that set neighbouring outputs write different numbers of one panel.
    func setOutputs(from first: Int, to rows: Rows) {
        precondition(
            rows.columns == inputs && first >= 0 && first + rows.count <= outputs,
            "[\(rows.count), \(rows.columns)] at \(first) of [\(outputs), \(inputs)]")
        for row in 0..<rows.count {
            let (panel, column) = (first + row).quotientAndRemainder(dividingBy: Self.width)
            let source = unsafe rows.base + row * rows.stride
            let target = unsafe packed.pointer(at: panel * inputs * Self.width + column)
            for input in 0..<inputs { unsafe target[input * Self.width] = source[input] }
        }
    }

    /// Sets the weights of some inputs, `W[:, first + r] = rows[r, :]`; the values of tokens. rows [rows, outputs]
    func setInputs(from first: Int, to rows: Rows) {
        precondition(
            rows.columns == outputs && first >= 0 && first + rows.count <= inputs,
            "[\(rows.count), \(rows.columns)]^T at \(first) of [\(outputs), \(inputs)]")
        forPanels(of: 0..<outputs) { panel, columns in
            packed[panel * inputs + first..<panel * inputs + first + rows.count].columns(0..<columns.count)
                .copy(rows.columns(columns))
        }
    }

    /// Copies the weights of some outputs back, `rows[r, :] = W[first + r, :]`. rows [outputs of the range, inputs]
    func copyOutputs(_ range: Range<Int>, into rows: Rows) {
        precondition(
            rows.columns == inputs && rows.count == range.count && range.lowerBound >= 0 && range.upperBound <= outputs,
            "outputs \(range) of [\(outputs), \(inputs)] into [\(rows.count), \(rows.columns)]")
        for (row, output) in range.enumerated() {
            let (panel, column) = output.quotientAndRemainder(dividingBy: Self.width)
            let source = unsafe packed.pointer(at: panel * inputs * Self.width + column)
            let target = unsafe rows.base + row * rows.stride
            for input in 0..<inputs { unsafe target[input] = source[input * Self.width] }
        }
    }

    /// Copies the weights of some inputs back, `rows[r, :] = W[:, first + r]`. rows [inputs of the range, outputs]
    func copyInputs(_ range: Range<Int>, into rows: Rows) {
        precondition(
            rows.columns == outputs && rows.count == range.count && range.lowerBound >= 0 && range.upperBound <= inputs,
            "inputs \(range) of [\(outputs), \(inputs)] into [\(rows.count), \(rows.columns)]")
        forPanels(of: 0..<outputs) { panel, columns in
            rows.columns(columns).copy(
                packed[panel * inputs + range.lowerBound..<panel * inputs + range.upperBound].columns(0..<columns.count)
            )
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

    /// Adds the products with some inputs' weights. a [rows, inputs of the range], c [rows, outputs]
    func add(of a: Rows, inputs range: Range<Int>, to c: Rows) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= inputs && c.columns == outputs,
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
        forPanels(of: outputs) { panel, columns in
            unsafe kernel_product(
                a.count, columns.count, inputs.count, a.base, a.stride,
                packed.pointer(at: (panel * self.inputs + inputs.lowerBound) * Self.width), nil,
                Int32(kernel_identity.rawValue),
                accumulate, c.base + columns.lowerBound - outputs.lowerBound, c.stride)
        }
    }

    /// Visits the panels of some outputs, with the outputs of the range that each holds.
    private func forPanels(of range: Range<Int>, _ visit: (_ panel: Int, _ outputs: Range<Int>) -> Void) {
        for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.width) {
            visit(first / Self.width, first..<min(first + Self.width, range.upperBound))
        }
    }
}
