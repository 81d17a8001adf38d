internal import CKernels

/// Softmax, and what it takes to run it over tokens that come in blocks. Exponentials are always taken relative to a largest
/// logit, so that none overflows.
extension Rows {
    /// Replaces each row of logits by its softmax.
    func softmax() {
        for row in 0..<count {
            let values = unsafe UnsafeMutableBufferPointer(start: base + row * stride, count: columns)
            var largest = -Float.infinity
            for index in values.indices { largest = unsafe max(largest, values[index]) }
            unsafe kernel_exponentials(columns, values.baseAddress, largest, nil)
            var sum: Float = 0
            for index in values.indices { unsafe sum += values[index] }
            for index in values.indices { unsafe values[index] /= sum }
        }
    }

    /// Replaces each column of logits by its softmax. Returns each column's `log sum exp`. [columns]
    func softmaxColumns() -> [Float] {
        let largest = columnMaxima()
        exponentiate(minus: largest)
        var sums = [Float](repeating: 0, count: columns)
        unsafe kernel_add_column_sums(count, columns, base, stride, &sums)
        for row in 0..<count {
            let values = unsafe UnsafeMutableBufferPointer(start: base + row * stride, count: columns)
            for index in sums.indices { unsafe values[index] /= sums[index] }
        }
        return zip(largest, sums).map { $0 + Float(kernel_log(Double($1))) }
    }

    /// Replaces each value by `exp(value - offset)`, an offset for each column.
    func exponentiate(minus offsets: [Float]) {
        precondition(offsets.count == columns, "\(offsets.count) offsets for \(columns) columns")
        for row in 0..<count {
            unsafe kernel_exponentials(columns, base + row * stride, 0, offsets)
        }
    }

    /// Replaces each value by `exp(value - offset)`, an offset for each row. offsets [rows, 1]
    func exponentiate(minusEach offsets: Rows) {
        precondition(
            offsets.count == count && offsets.columns == 1,
            "[\(offsets.count), \(offsets.columns)] offsets for \(count) rows")
        for row in 0..<count {
            unsafe kernel_exponentials(columns, base + row * stride, offsets.base[row * offsets.stride], nil)
        }
    }

    /// Turns softmax weights into the derivative by their logits: `a <- a (da - offset)`, an offset for each column.
    /// self, da [rows, columns]
    func deriveSoftmax(of da: Rows, minus offsets: [Float]) {
        precondition(
            da.count == count && da.columns == columns && offsets.count == columns,
            "\(offsets.count) offsets, [\(da.count), \(da.columns)] for [\(count), \(columns)]")
        for row in 0..<count {
            let (target, source) = unsafe (base + row * stride, da.base + row * da.stride)
            for column in 0..<columns { unsafe target[column] *= source[column] - offsets[column] }
        }
    }

    /// Turns softmax weights into the derivative by their logits: `a <- a (da - offset)`, an offset for each row.
    /// self, da [rows, columns], offsets [rows, 1]
    func deriveSoftmax(of da: Rows, minusEach offsets: Rows) {
        precondition(
            da.count == count && da.columns == columns && offsets.count == count && offsets.columns == 1,
            "[\(offsets.count), \(offsets.columns)] offsets, [\(da.count), \(da.columns)] for [\(count), \(columns)]")
        for row in 0..<count {
            let (target, source) = unsafe (base + row * stride, da.base + row * da.stride)
            let offset = unsafe offsets.base[row * offsets.stride]
            for column in 0..<columns { unsafe target[column] *= source[column] - offset }
        }
    }

    /// Returns the largest value of each column. [columns]
    func columnMaxima() -> [Float] {
        var maxima = [Float](repeating: -.infinity, count: columns)
        for row in 0..<count {
            let values = unsafe UnsafeBufferPointer(start: base + row * stride, count: columns)
            for index in maxima.indices where unsafe values[index] > maxima[index] {
                unsafe maxima[index] = values[index]
            }
        }
        return maxima
    }

    /// Multiplies each column by its factor. factors [columns]
    func scaleColumns(by factors: [Float]) {
        precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
        for row in 0..<count {
            for column in 0..<columns { unsafe base[row * stride + column] *= factors[column] }
        }
    }

    /// Multiplies each value by a factor.
    func scale(by factor: Float) {
        for row in 0..<count {
            for column in 0..<columns { unsafe base[row * stride + column] *= factor }
        }
    }
}
