internal import CKernels

/// A matrix of landmarks by landmarks in which all landmarks but one or two are alike: the rows and columns of those, and one
/// row and column that stands for each of the others. Sums, products and transposes of such matrices are such matrices.
struct AlikeLandmarks {
    private var rows: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>) = (.zero, .zero, .zero)
    /// How many landmarks each row and column stands for.
    private let counts: SIMD4<Double>

    /// Makes the softmax of logits, which are 0 wherever one of the landmarks is zero.
    ///
    /// - Parameters:
    ///   - logits: of the one or two landmarks that are not zero. [landmarks][landmarks]
    ///   - zeros: how many landmarks are zero.
    init(logits: [[Double]], zeros: Int) {
        counts = SIMD4(1, logits.count > 1 ? 1 : 0, Double(zeros), 0)
        let rows = (logits + [[0, 0]]).map { logits -> SIMD4<Double> in
            let (first, second) = (logits[0], logits.count > 1 ? logits[1] : 0)
            let largest = max(first, second, 0)
            let exponentials = SIMD4(
                kernel_exp(first - largest), kernel_exp(second - largest), kernel_exp(-largest), 0)
            return exponentials / (exponentials * counts).sum()
        }
        self.rows = (rows[0], logits.count > 1 ? rows[1] : .zero, rows[rows.count - 1])
    }

    private init(_ rows: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>), _ counts: SIMD4<Double>) {
        (self.rows, self.counts) = (rows, counts)
    }

    /// The element of two landmarks that are not zero.
    subscript(row: Int, column: Int) -> Double { row == 0 ? rows.0[column] : rows.1[column] }

    var transposed: AlikeLandmarks {
        let (a, b, c) = rows
        return AlikeLandmarks(
            (SIMD4(a[0], b[0], c[0], 0), SIMD4(a[1], b[1], c[1], 0), SIMD4(a[2], b[2], c[2], 0)), counts)
    }

    /// The largest sum along a row, of numbers that are not negative.
    var largestRowSum: Double {
        max((rows.0 * counts).sum(), counts[1] == 0 ? 0 : (rows.1 * counts).sum(), (rows.2 * counts).sum())
    }

    /// The matrix product.
    func times(_ other: AlikeLandmarks) -> AlikeLandmarks {
        let (a, b, c) = other.rows
        func row(_ row: SIMD4<Double>) -> SIMD4<Double> {
            let row = row * counts
            return row[0] * a + row[1] * b + row[2] * c
        }
        return AlikeLandmarks((row(rows.0), row(rows.1), row(rows.2)), counts)
    }

    /// `factor * self - other`
    private func scaled(_ factor: Double, minus other: AlikeLandmarks) -> AlikeLandmarks {
        AlikeLandmarks(
            (
                factor * rows.0 - other.rows.0, factor * rows.1 - other.rows.1, factor * rows.2 - other.rows.2
            ), counts)
    }

    /// The pseudo-inverse, as ``pseudoInverses(of:steps:)`` takes it.
    ///
    /// - Parameter start: what the transpose is multiplied by.
    func pseudoInverse(start: Double, steps: Int = 6) -> AlikeLandmarks {
        let nothing = AlikeLandmarks((.zero, .zero, .zero), counts)
        var z = transposed.scaled(start, minus: nothing)
        for _ in 0..<steps {
            let xz = times(z)
            let inner = xz.scaled(7, minus: xz.times(xz))
            let outer = xz.scaled(15, minus: xz.times(inner))
            z = z.scaled(13, minus: z.times(outer)).scaled(0.25, minus: nothing)
        }
        return z
    }
}
