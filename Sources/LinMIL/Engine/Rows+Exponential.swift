internal import Glibc

/// What softmax needs of rows: in all of it exponentials are taken relative to a largest logit, so that none overflows.
extension Rows {
    /// Replaces each row of logits by its softmax.
    func softmax() {
        for row in 0..<count {
            let values = unsafe UnsafeMutableBufferPointer(start: base + row * stride, count: columns)
            var largest = -Float.infinity
            for index in values.indices { largest = unsafe max(largest, values[index]) }
            var sum: Float = 0
            for index in values.indices {
                unsafe values[index] = exp(values[index] - largest)
                unsafe sum += values[index]
            }
            for index in values.indices { unsafe values[index] /= sum }
        }
    }

    /// Replaces each value by `exp(value - offset)`, an offset for each column.
    func exponentiate(minus offsets: [Float]) {
        precondition(offsets.count == columns, "\(offsets.count) offsets for \(columns) columns")
        for row in 0..<count {
            let values = unsafe UnsafeMutableBufferPointer(start: base + row * stride, count: columns)
            for index in offsets.indices { unsafe values[index] = exp(values[index] - offsets[index]) }
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

    /// Multiplies each value by a factor.
    func scale(by factor: Float) {
        for row in 0..<count {
            for column in 0..<columns { unsafe base[row * stride + column] *= factor }
        }
    }
}
