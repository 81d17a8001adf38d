internal import CKernels

/// Some rows and columns of a matrix, which they keep alive: what the kernels work on.
struct Rows {
    private let matrix: Matrix
    private let offset: Int  // the first value's, in floats
    /// Floats from row to row.
    let stride: Int
    /// The number of rows.
    let count: Int
    /// The number of columns.
    let columns: Int

    init(_ matrix: Matrix, offset: Int, stride: Int, count: Int, columns: Int) {
        precondition(
            offset >= 0 && count >= 0 && columns >= 0 && columns <= stride
                && (count == 0 || offset + (count - 1) * stride + columns <= matrix.rowCount * matrix.columns),
            "[\(count), \(columns)] at \(offset), \(stride) apart, of a matrix [\(matrix.rowCount), \(matrix.columns)]")
        (self.matrix, self.offset, self.stride) = (matrix, offset, stride)
        (self.count, self.columns) = (count, columns)
    }

    /// The same rows, but only some of their columns.
    func columns(_ part: Range<Int>) -> Rows {
        precondition(part.lowerBound >= 0 && part.upperBound <= columns, "columns \(part) of \(columns)")
        return Rows(matrix, offset: offset + part.lowerBound, stride: stride, count: count, columns: part.count)
    }

    /// The same columns, but only some of their rows.
    func rows(_ part: Range<Int>) -> Rows {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "rows \(part) of \(count)")
        return Rows(
            matrix, offset: offset + part.lowerBound * stride, stride: stride, count: part.count, columns: columns)
    }

    /// The first rows.
    func prefix(_ count: Int) -> Rows { rows(0..<count) }

    /// The columns of one head. self [rows, heads * width] -> [rows, width]
    func head(_ head: Int, width: Int) -> Rows { columns(head * width..<(head + 1) * width) }

    /// The first value.
    @unsafe var base: UnsafeMutablePointer<Float> { unsafe matrix.pointer(at: offset) }

    /// The values, row-major.
    var values: [Float] {
        var values = [Float]()
        values.reserveCapacity(count * columns)
        for row in 0..<count {
            let source = unsafe base + row * stride
            unsafe values.append(contentsOf: UnsafeBufferPointer(start: source, count: columns))
        }
        return values
    }

    /// Sets every value.
    func fill(_ value: Float) {
        for row in 0..<count { unsafe (base + row * stride).update(repeating: value, count: columns) }
    }

    /// Copies the values of another range of the same shape.
    func copy(_ other: Rows) {
        precondition(other.count == count && other.columns == columns, "copy of another shape")
        for row in 0..<count {
            unsafe (base + row * stride).update(from: other.base + row * other.stride, count: columns)
        }
    }

    /// The same, unless they are the same memory.
    func copyIfElsewhere(_ other: Rows) {
        if unsafe count > 0 && base != other.base { copy(other) }
    }

    /// A row as a column. self [1, n] -> [n, 1]
    func column() throws(ModelError) -> Matrix {
        precondition(count == 1, "\(count) rows as one column")
        return try Matrix(columns, 1, values)
    }

    /// Rows as columns. self [m, n] -> [n, m]
    func transposed() throws(ModelError) -> Matrix {
        let result = try Matrix(columns, count)
        for row in 0..<count {
            result.rows.columns(row..<row + 1).copyTransposed(rows(row..<row + 1))
        }
        return result
    }

    /// Copies a row into a column. row [1, n], self [n, 1]
    func copyTransposed(_ row: Rows) {
        precondition(
            row.count == 1 && columns == 1 && row.columns == count, "[1, \(row.columns)] into [\(count), \(columns)]")
        let (target, source) = unsafe (base, row.base)
        for index in 0..<count { unsafe target[index * stride] = source[index] }
    }

    /// Adds a multiple of another range of the same shape, element by element.
    func add(_ other: Rows, times factor: Float = 1) {
        precondition(other.count == count && other.columns == columns, "sum of two shapes")
        for row in 0..<count {
            let target = unsafe base + row * stride
            let source = unsafe other.base + row * other.stride
            for column in 0..<columns { unsafe target[column] += source[column] * factor }
        }
    }

    /// Lets one row's memory be written as bytes. The span is `count` bytes long.
    func withBytes<Failure: Error>(
        _ count: Int, _ body: (inout MutableRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(
            self.count == 1 && count <= columns * MemoryLayout<Float>.size,
            "\(count) bytes in [\(self.count), \(columns)]")
        let bytes = unsafe UnsafeMutableRawBufferPointer(start: base, count: count)
        var span = unsafe bytes.mutableBytes
        try body(&span)
    }

    /// Converts numbers of another format, row after row. `stored` is one row that holds count * columns of them.
    func convert(_ stored: Rows, element: FeatureElement) {
        precondition(
            stored.count == 1 && count * columns * element.size <= stored.columns * MemoryLayout<Float>.size,
            "too few stored numbers")
        let source = unsafe UnsafeRawPointer(stored.base)
        for row in 0..<count {
            unsafe kernel_to_float32(
                columns, Int32(element.kernel.rawValue), source + row * columns * element.size, base + row * stride)
        }
    }

    /// Adds the sum over these rows to one row.
    func addSum(to sums: Rows) {
        precondition(sums.count == 1 && sums.columns == columns, "column sums of another width")
        unsafe kernel_add_column_sums(count, columns, base, stride, sums.base)
    }

    /// Writes each row's dot product, head by head, with the same row of another range, or with its one row:
    /// `dots[r, h] = self[r, h] . other[r, h]`. self [rows, heads * d], other [rows or 1, heads * d] -> dots [rows, heads]
    func headDots(with other: Rows, into dots: Rows) {
        let heads = dots.columns
        precondition(
            (other.count == 1 || other.count == count) && other.columns == columns && dots.count == count
                && columns % heads == 0,
            "head dots of \(columns) columns with [\(other.count), \(other.columns)] into \(dots.count) x \(heads)")
        unsafe kernel_head_dots(
            count, heads, columns / heads, base, stride, other.base, other.count == 1 ? 0 : other.stride, dots.base,
            dots.stride)
    }

    /// Adds the rows of another range, or its one row, times a factor for each row and head:
    /// `self[r, h] += factors[r, h] other[r, h]`. self [rows, heads * d], other [rows or 1, heads * d], factors [rows, heads]
    func addHeads(of other: Rows, times factors: Rows) {
        let heads = factors.columns
        precondition(
            (other.count == 1 || other.count == count) && other.columns == columns && factors.count == count
                && columns % heads == 0,
            "[\(count), \(columns)] plus [\(other.count), \(other.columns)] times \(factors.count) x \(heads)")
        unsafe kernel_add_scaled_heads(
            count, heads, columns / heads, factors.base, factors.stride, other.base,
            other.count == 1 ? 0 : other.stride, base, stride)
    }

    /// Multiplies each value by an activation's derivative at another value. self, x [rows, n]
    func derive(_ activation: Activation, at x: Rows) { derive(activation.kernel, at: x) }

    /// Multiplies each value by GELU's derivative at another value, or by its gate `Phi(x)`. self, x [rows, n]
    func deriveGELU(at x: Rows, holdingGate: Bool) { derive(holdingGate ? kernel_gelu_gate : kernel_gelu, at: x) }

    private func derive(_ activation: kernel_activation, at x: Rows) {
        precondition(x.count == count && x.columns == columns, "a derivative at rows of another shape")
        unsafe kernel_derive(count, columns, x.base, x.stride, Int32(activation.rawValue), base, stride)
    }

    /// Applies an activation in place.
    func activate(_ activation: Activation) {
        unsafe kernel_activate(count, columns, base, stride, Int32(activation.kernel.rawValue))
    }

    /// Replaces each value by the one that a product in this precision takes.
    func round(to precision: Precision) {
        if precision == .bfloat16 { unsafe kernel_round_numbers(count, columns, base, stride) }
    }

    /// Negates each value where another one is at least a limit, and sets it to 0 elsewhere. self, other [rows, n]
    func negate(whereAtLeast limit: Float, _ other: Rows) {
        precondition(other.count == count && other.columns == columns, "limits of another shape")
        for row in 0..<count {
            let (target, source) = unsafe (base + row * stride, other.base + row * other.stride)
            for column in 0..<columns { unsafe target[column] = source[column] >= limit ? -target[column] : 0 }
        }
    }

    /// Adds a multiple of one row to every row. row [1, n]
    func addToEach(_ row: Rows, times factor: Float = 1) {
        precondition(row.count == 1 && row.columns == columns, "a row of another width")
        for index in 0..<count { rows(index..<index + 1).add(row, times: factor) }
    }

    /// Sets every row. row [1, n]
    func copyToEach(_ row: Rows) {
        precondition(row.count == 1 && row.columns == columns, "a row of another width")
        for index in 0..<count { rows(index..<index + 1).copy(row) }
    }

    /// Returns the dot product with other numbers in double precision, row after row. self, other [rows, n]
    func dot(_ other: Rows) -> Double {
        zip(values, other.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// Writes each row's dot product with a vector. self [rows, n], vector [n] -> dots [rows, 1]
    func rowDots(with vector: [Float], into dots: Rows) {
        precondition(
            vector.count == columns && dots.count == count && dots.columns == 1,
            "row dots of \(columns) columns with \(vector.count) into [\(dots.count), \(dots.columns)]")
        for row in 0..<count {
            let source = unsafe base + row * stride
            unsafe dots.base[row * dots.stride] = vector.indices.reduce(Float(0)) {
                unsafe $0 + source[$1] * vector[$1]
            }
        }
    }

    /// Divides each head of each row by its divisor, or by `floor` where that is larger.
    /// self [rows, heads * d], divisor [rows, heads]
    func divideHeads(by divisor: Rows, floor: Float) {
        let heads = divisor.columns
        precondition(divisor.count == count && columns % heads == 0, "division of \(columns) columns by \(heads) heads")
        unsafe kernel_divide_heads(count, heads, columns / heads, base, stride, divisor.base, divisor.stride, floor)
    }

    /// Continues softmax rows by these logits, a block of columns: they become `exp(x - largest)` and grow `sum`, after the
    /// largest value has been brought up to them and what was summed before has shrunk accordingly.
    /// self [rows, n], largest, sum [rows, 1], output [rows, d]: the values summed so far with the earlier blocks' weights
    func softmaxStep(largest: Rows, sum: Rows, output: Rows) {
        precondition(
            largest.columns == 1 && sum.columns == 1 && largest.stride == sum.stride && largest.count == count
                && sum.count == count && output.count == count,
            "softmax of \(count) rows with \(largest.count) maxima, \(sum.count) sums, \(output.count) outputs")
        unsafe kernel_softmax_step(
            count, columns, base, stride, largest.base, sum.base, sum.stride, output.columns, output.base,
            output.stride)
    }

    /// Returns how many rows are all zero, and the first of them, counted from these rows' first.
    func zeroRows() -> (count: Int, first: Int)? {
        var found: (count: Int, first: Int)?
        for row in 0..<count {
            let values = unsafe base + row * stride
            guard (0..<columns).allSatisfy({ unsafe values[$0] == 0 }) else { continue }
            found = (1 + (found?.count ?? 0), found?.first ?? row)
        }
        return found
    }

    /// Whether a row has the same values as another one. Both [1, n]
    func equals(_ other: Rows) -> Bool {
        precondition(count == 1 && other.count == 1 && columns == other.columns, "rows of two shapes")
        return (0..<columns).allSatisfy { unsafe base[$0] == other.base[$0] }
    }

    /// Returns how many rows hold a value that is not finite, and the first of them, counted from these rows' first.
    func nonFinite() -> (count: Int, first: Int)? {
        var found: (count: Int, first: Int)?
        for row in 0..<count where unsafe !kernel_all_finite(columns, base + row * stride) {
            found = (1 + (found?.count ?? 0), found?.first ?? row)
        }
        return found
    }
}
