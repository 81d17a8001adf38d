internal import Glibc

/// Softmax, and what it takes to run it over tokens that come in blocks. Exponentials are always taken relative to a largest
/// logit, so that none overflows.
extension Rows {
    /// Replaces each row of logits by its softmax.
    func softmax() {
        for row in 0..<count { _ = unsafe Self.softmax(base + row * stride, count: columns, stride: 1) }
    }

    /// Replaces each column of logits by its softmax. Returns each column's `log sum exp`. [columns]
    func softmaxColumns() -> [Float] {
        (0..<columns).map { column in unsafe Self.softmax(base + column, count: count, stride: stride) }
    }

    /// The softmax of numbers that stand `stride` apart, in place. Returns their `log sum exp`.
    private static func softmax(_ values: UnsafeMutablePointer<Float>, count: Int, stride: Int) -> Float {
        var largest = -Float.infinity
        for index in 0..<count { largest = unsafe max(largest, values[index * stride]) }
        var sum: Float = 0
        for index in 0..<count {
            let exponential = unsafe exp(values[index * stride] - largest)
            unsafe values[index * stride] = exponential
            sum += exponential
        }
        for index in 0..<count { unsafe values[index * stride] /= sum }
        return largest + log(sum)
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
