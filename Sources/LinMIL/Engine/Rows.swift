internal import CKernels

/// A range of rows and columns of a matrix, which it keeps alive: what the kernels work on.
struct Rows {
    let matrix: Matrix
    let range: Range<Int>
    let columnRange: Range<Int>

    init(matrix: Matrix, range: Range<Int>, columns: Range<Int>) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= matrix.rowCount && columns.lowerBound >= 0
                && columns.upperBound <= matrix.columns,
            "rows \(range), columns \(columns) of a matrix [\(matrix.rowCount), \(matrix.columns)]")
        (self.matrix, self.range, self.columnRange) = (matrix, range, columns)
    }

    /// The number of rows.
    var count: Int { range.count }
    /// The number of columns.
    var columns: Int { columnRange.count }
    /// Floats from row to row.
    var stride: Int { matrix.stride }

    /// The same rows, but only some of their columns.
    func columns(_ part: Range<Int>) -> Rows {
        Rows(
            matrix: matrix, range: range,
            columns: columnRange.lowerBound + part.lowerBound..<columnRange.lowerBound + part.upperBound)
    }

    /// The same columns, but only some of their rows.
    func rows(_ part: Range<Int>) -> Rows {
        Rows(
            matrix: matrix, range: range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound,
            columns: columnRange)
    }

    /// The first rows.
    func prefix(_ count: Int) -> Rows {
        Rows(matrix: matrix, range: range.lowerBound..<range.lowerBound + count, columns: columnRange)
    }

    /// The first value.
    @unsafe var base: UnsafeMutablePointer<Float> {
        unsafe matrix.pointer(row: range.lowerBound) + columnRange.lowerBound
    }

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

    /// Adds a multiple of another range of the same shape, element by element.
    func add(_ other: Rows, times factor: Float = 1) {
        precondition(other.count == count && other.columns == columns, "sum of two shapes")
        for row in 0..<count {
            let target = unsafe base + row * stride
            let source = unsafe other.base + row * other.stride
            for column in 0..<columns { unsafe target[column] += source[column] * factor }
        }
    }

    /// Converts numbers of another format, row after row. `stored` holds count * columns of them.
    func convert(_ stored: Matrix, element: FeatureElement) {
        precondition(
            count * columns * element.size <= stored.columns * MemoryLayout<Float>.size, "too few stored numbers")
        let source = unsafe UnsafeRawPointer(stored.pointer(row: 0))
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

    /// Writes each row's dot product with a vector, head by head: `dots[r, h] = self[r, h] . vector[h]`.
    /// self [rows, heads * d], vector [1, heads * d] -> dots [rows, heads]
    func headDots(with vector: Rows, into dots: Rows) {
        let heads = dots.columns
        precondition(
            vector.count == 1 && vector.columns == columns && dots.count == count && columns % heads == 0,
            "head dots of \(columns) columns with \(vector.columns) into \(dots.count) x \(heads)")
        unsafe kernel_head_dots(count, heads, columns / heads, base, stride, vector.base, dots.base, dots.stride)
    }

    /// Returns each row's dot product with a vector. self [rows, n], vector [n] -> [rows]
    func rowDots(with vector: [Float]) -> [Float] {
        precondition(vector.count == columns, "row dots of \(columns) columns with \(vector.count)")
        return (0..<count).map { row in
            let source = unsafe base + row * stride
            return vector.indices.reduce(Float(0)) { unsafe $0 + source[$1] * vector[$1] }
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

    /// Returns how many rows hold a value that is not finite, and the first of them, counted from these rows' first.
    func nonFinite() -> (count: Int, first: Int)? {
        var found: (count: Int, first: Int)?
        for row in 0..<count where unsafe !kernel_all_finite(columns, base + row * stride) {
            found = (1 + (found?.count ?? 0), found?.first ?? row)
        }
        return found
    }
}
