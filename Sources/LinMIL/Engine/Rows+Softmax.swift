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
