/// The derivative of a block's second half, `x + fc2(GELU(fc1(norm2(x))))`. The hidden layer is formed again, slice by slice.
struct PerceptronBackward: Sendable {
    private let norm: LayerNorm
    private let slices: [Slice]
    private let holdsScales: Bool

    private struct Slice: Sendable {
        let fc1: Linear  // [slice, D]
        let fc1Back: Linear  // [D, slice], transposed
        let fc2Back: Linear  // [slice, D], transposed
        let fc2Bias: Rows?
    }

    init<Mixing>(_ block: TransformerBlock<Mixing>, _ rule: BackwardRule) throws(ModelError) {
        norm = block.norm2
        holdsScales = rule.holdsScales
        slices = try block.perceptron.slices.map { fc1, fc2 throws(ModelError) in
            Slice(
                fc1: fc1, fc1Back: try fc1.transposed(), fc2Back: try fc2.transposed(), fc2Bias: fc2.biasRow)
        }
    }

    /// The derivatives by the biases, summed over tokens.
    struct Sums: Sendable {
        let hidden: [Matrix]  // [1, slice] each, by fc1's bias
        let output: Matrix  // [1, D], by fc2's bias
        let norm: Matrix  // [1, D], by norm2's bias

        func add(_ other: Sums) {
            for (sum, part) in zip(hidden, other.hidden) { sum.rows.add(part.rows) }
            output.rows.add(other.output.rows)
            norm.rows.add(other.norm.rows)
        }
    }

    func sums(width: Int) throws(ModelError) -> Sums {
        Sums(
            hidden: try slices.map { slice throws(ModelError) in try Matrix(1, slice.fc1.outputs) },
            output: try Matrix(1, width), norm: try Matrix(1, width))
    }

    /// Turns the derivative by the block's output into the one by the tokens after attention. x [rows, D], dx [rows, D]
    ///
    /// - Parameters:
    ///   - x: the tokens after attention.
    ///   - sums: receives the derivatives by the biases.
    func apply(to dx: Rows, at x: Rows, _ work: Workspace, sums: Sums) {
        var work = work
        let y = work.rows(x.count, x.columns)  // norm2(x), [rows, D]
        let dy = work.rows(x.count, x.columns)  // [rows, D]
        norm.apply(to: x, into: y)
        dy.fill(0)
        dx.addSum(to: sums.output.rows)
        guard let precision = slices.first?.fc1.precision else { return }
        let (yInput, dxInput) = (LayerInput(y, for: precision, &work), LayerInput(dx, for: precision, &work))
        for (slice, sum) in zip(slices, sums.hidden) {
            var work = work
            let a = work.rows(x.count, slice.fc1.outputs)  // before GELU, [rows, slice]
            let da = work.rows(x.count, slice.fc1.outputs)
            slice.fc1.apply(to: yInput, into: a)
            slice.fc2Back.apply(to: dxInput, into: da)
            da.deriveGELU(at: a, holdingGate: holdsScales)
            da.addSum(to: sum.rows)
            slice.fc1Back.add(of: da, to: dy)
        }
        dy.addSum(to: sums.norm.rows)
        norm.addDerivative(at: x, of: dy, to: dx, holdingScale: holdsScales)
    }

    /// What the biases of the perceptron and its norm take: each bias times its derivative.
    func biases(_ sums: Sums) -> Double {
        var total = sums.norm.rows.dot(norm.biasRow)
        for (slice, sum) in zip(slices, sums.hidden) {
            total += slice.fc1.biasRow.map { sum.rows.dot($0) } ?? 0
            total += slice.fc2Bias.map { sums.output.rows.dot($0) } ?? 0
        }
        return total
    }

    /// How many floats of a workspace it takes for a block of rows.
    static func scratchFloats(_ configuration: Configuration) -> Int {
        4 * Workspace.floats(configuration.latentDimension)
            + 2 * Workspace.floats(min(Perceptron.sliceWidth, configuration.hiddenDimension))
    }
}
