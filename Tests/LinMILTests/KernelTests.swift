import CKernels
import Foundation
import Testing

/// Each kernel, at every instruction set that this processor has, against plain scalar arithmetic in float64.
@Suite struct KernelTests {
    /// Rounding of float32 sums of up to a few hundred products, relative to the largest magnitude.
    static let rounding = 2e-6
    /// Absolute error that the kernels' header promises of the activations' approximations.
    static let approximation = 2e-7

    static let levels = (0...kernel_best_level()).map { $0 }

    /// Numbers in -1 ..< 1 that repeat on every run.
    static func numbers(_ count: Int, seed: Int) -> [Float] {
        (0..<count).map { Float(($0 &* 7919 &+ seed &* 104_729) % 2003) / 1001.5 - 1 }
    }

    @Test(arguments: levels)
    func `a product equals the scalar sum for every height and width of its tiles`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for (rows, n, k) in [(1, 1, 1), (3, 31, 5), (14, 32, 16), (15, 33, 17), (29, 70, 40), (2, 5, 1030)] {
            let (lda, ldc) = (k + 3, n + 5)
            let a = Self.numbers(rows * lda, seed: 1)
            let weights = Self.numbers(n * k, seed: 2)
            let bias = Self.numbers(n, seed: 3)
            let before = Self.numbers(rows * ldc, seed: 4)
            var packed = [Float](repeating: .nan, count: kernel_packed_count(n, k))
            unsafe kernel_pack(n, k, weights, k, &packed)

            for accumulate in [false, true] {
                var c = before
                unsafe kernel_product(rows, n, k, a, lda, packed, bias, 0, accumulate, &c, ldc)
                for row in 0..<rows {
                    for column in 0..<ldc {
                        var sum = Double(before[row * ldc + column])
                        if column < n {
                            sum = (accumulate ? sum : 0) + Double(bias[column])
                            for i in 0..<k { sum += Double(a[row * lda + i]) * Double(weights[column * k + i]) }
                        }
                        let error = abs(Double(c[row * ldc + column]) - sum)
                        #expect(error <= Self.rounding * Double(k + 1), "[\(rows), \(n), \(k)] at \(row), \(column)")
                    }
                }
            }
        }
    }

    /// PyTorch's activations with default arguments, in float64.
    static let activations: [(kernel_activation, String, @Sendable (Double) -> Double)] = [
        (kernel_identity, "identity", { $0 }),
        (kernel_relu, "ReLU", { max($0, 0) }),
        (kernel_gelu, "GELU", { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }),
        (kernel_leaky_relu, "LeakyReLU", { $0 > 0 ? $0 : 0.01 * $0 }),
        (kernel_elu, "ELU", { $0 > 0 ? $0 : expm1($0) }),
        (kernel_tanh, "Tanh", { tanh($0) }),
        (kernel_softplus, "Softplus", { $0 > 20 ? $0 : log1p(exp($0)) }),
    ]

    @Test(arguments: levels)
    func `activations equal PyTorch's over their whole range`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let inputs = (-4000...4000).map { Float($0) / 97 } + [-1e30, -100, -88, 0, 1e-30, 100, 1e30]
        for (activation, name, reference) in Self.activations {
            var values = inputs
            unsafe kernel_activate(1, values.count, &values, values.count, Int32(activation.rawValue))
            for (input, value) in zip(inputs, values) {
                let expected = reference(Double(input))
                let error = abs(Double(value) - expected)
                #expect(
                    error <= Self.approximation * max(1, abs(Double(input)), abs(expected)),
                    "\(name)(\(input)) = \(value), expected \(expected)")
            }
        }
    }

    @Test(arguments: levels)
    func `every activation keeps NaN`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for (activation, name, _) in Self.activations {
            var values = [Float](repeating: 1, count: 37)
            values[3] = .nan
            values[36] = .nan
            unsafe kernel_activate(1, values.count, &values, values.count, Int32(activation.rawValue))
            #expect(values.indices.filter { values[$0].isNaN } == [3, 36], "\(name)")
        }
    }

    @Test(arguments: levels)
    func `layer normalisation equals the scalar formula, also far from zero`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for (n, offset) in [(1, Float(0)), (7, 0), (64, 100), (77, -3)] {
            let x = Self.numbers(2 * n, seed: 5).map { $0 + offset }
            let (gain, bias) = (Self.numbers(n, seed: 6), Self.numbers(n, seed: 7))
            var y = [Float](repeating: .nan, count: 2 * n)
            unsafe kernel_layer_norm(2, n, x, n, gain, bias, 1e-5, &y, n)
            for row in 0..<2 {
                let values = x[row * n..<(row + 1) * n].map(Double.init)
                let mean = values.reduce(0, +) / Double(n)
                let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(n)
                for j in 0..<n {
                    let expected =
                        (values[j] - mean) / (variance + 1e-5).squareRoot() * Double(gain[j]) + Double(bias[j])
                    // An offset of 100 costs two digits of the input itself.
                    #expect(abs(Double(y[row * n + j]) - expected) < 5e-5, "width \(n), column \(j)")
                }
            }
        }
    }

    @Test(arguments: levels)
    func `dots, divisions and column sums respect heads and strides`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let (rows, heads, d, stride) = (3, 2, 19, 45)
        let a = Self.numbers(rows * stride, seed: 8)
        let b = Self.numbers(heads * d, seed: 9)
        var dots = [Float](repeating: .nan, count: rows * heads)
        unsafe kernel_head_dots(rows, heads, d, a, stride, b, 0, &dots, heads)
        for row in 0..<rows {
            for head in 0..<heads {
                let expected = (0..<d).reduce(0.0) {
                    $0 + Double(a[row * stride + head * d + $1]) * Double(b[head * d + $1])
                }
                #expect(abs(Double(dots[row * heads + head]) - expected) < Self.rounding * Double(d))
            }
        }

        var divided = a
        let divisors: [Float] = [50, 200, 100, 400, -3, 800]
        unsafe kernel_divide_heads(rows, heads, d, &divided, stride, divisors, heads, 100)
        for index in a.indices {
            let (row, column) = (index / stride, index % stride)
            let divisor = column < heads * d ? max(100, divisors[row * heads + column / d]) : 1
            #expect(abs(divided[index] - a[index] / divisor) <= 1e-8)
        }

        var sums = [Float](repeating: 1, count: heads * d)
        unsafe kernel_add_column_sums(rows, heads * d, a, stride, &sums)
        for j in 0..<heads * d {
            let expected = 1 + (0..<rows).reduce(0.0) { $0 + Double(a[$1 * stride + j]) }
            #expect(abs(Double(sums[j]) - expected) < Self.rounding * 4)
        }
    }

    @Test(arguments: levels)
    func `a softmax in steps equals that of the whole row, whatever the size of its logits`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let (rows, n, stride, d) = (3, 150, 153, 7)
        // The largest logit comes first, last and in between; from all but even to one against all.
        for scale: Float in [0.1, 10, 1e4] {
            let logits = Self.numbers(rows * stride, seed: 10).enumerated().map { index, x in
                scale * (x + Float(index / stride - 1) * Float(index % stride) / 50)
            }
            let values = Self.numbers(n * d, seed: 11)
            var largest = [Float](repeating: -.infinity, count: 2 * rows)
            var sums = [Float](repeating: 0, count: 2 * rows)
            var output = [Float](repeating: 0, count: rows * d)
            for block in [0..<1, 1..<64, 64..<64, 64..<101, 101..<n] {
                var weights = [Float](repeating: 0, count: rows * block.count)
                for row in 0..<rows {
                    weights.replaceSubrange(
                        row * block.count..<(row + 1) * block.count,
                        with: logits[row * stride..<(row + 1) * stride].dropFirst(block.lowerBound).prefix(block.count))
                }
                unsafe kernel_softmax_step(
                    rows, block.count, &weights, block.count, &largest, &sums, 2, d, &output, d)
                for row in 0..<rows {
                    for (index, j) in block.enumerated() {
                        for e in 0..<d {
                            output[row * d + e] += weights[row * block.count + index] * values[j * d + e]
                        }
                    }
                }
            }
            for row in 0..<rows {
                let x = logits[row * stride..<row * stride + n].map(Double.init)
                let greatest = x.max() ?? 0
                let weights = x.map { exp($0 - greatest) }
                let sum = weights.reduce(0, +)
                #expect(Double(largest[2 * row]) == greatest)
                #expect(abs(Double(sums[2 * row]) / sum - 1) < Self.rounding)
                for e in 0..<d {
                    let expected = x.indices.reduce(0) { $0 + weights[$1] * Double(values[$1 * d + e]) } / sum
                    let found = Double(output[row * d + e] / sums[2 * row])
                    // A logit's own rounding in x - largest is an error of the exponential's argument.
                    #expect(abs(found - expected) < Self.rounding * max(1, Double(scale) / 10))
                }
            }
        }
    }

    @Test(arguments: levels)
    func `a logit of NaN or infinity makes its row's sum NaN, and minus infinity weighs nothing`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for index in 0..<37 {
            for (logit, isSumNaN) in [(Float.nan, true), (.infinity, true), (-.infinity, false)] {
                var logits = [Float](repeating: 2, count: 37)
                logits[index] = logit
                var (largest, sum) = (-Float.infinity, Float(0))
                unsafe kernel_softmax_step(1, 37, &logits, 37, &largest, &sum, 1, 0, nil, 0)
                #expect(isSumNaN ? sum.isNaN : sum == 36, "\(logit) at \(index)")
            }
        }
    }

    @Test(arguments: levels)
    func `every half-precision number converts exactly`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let halves = (0...UInt16.max).map { $0 }
        var values = [Float](repeating: 0, count: halves.count)
        unsafe kernel_to_float32(halves.count, Int32(kernel_float16.rawValue), halves, &values)
        for (half, value) in zip(halves, values) {
            let (exponent, fraction) = (Int(half >> 10) & 31, Double(half & 1023))
            let sign = half >> 15 == 1 ? -1.0 : 1.0
            switch exponent {
            case 31: #expect(fraction == 0 ? Double(value) == sign * .infinity : value.isNaN)
            case 0: #expect(Double(value) == sign * fraction * 0x1p-24)
            default: #expect(Double(value) == sign * (1024 + fraction) * pow(2, Double(exponent - 25)))
            }
        }
    }

    @Test(arguments: levels)
    func `float64 and bfloat16 convert as their bits say`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let doubles = [0, -1.5, 1e-45, 3.4028235e38, 1e39, .nan, 0.1]
        var values = [Float](repeating: 0, count: doubles.count)
        unsafe kernel_to_float32(doubles.count, Int32(kernel_float64.rawValue), doubles, &values)
        #expect(values.map(\.bitPattern) == doubles.map { Float($0).bitPattern })

        let high: [UInt16] = [0x3f80, 0xc000, 0x7f80, 0x0001]
        var floats = [Float](repeating: 0, count: high.count)
        unsafe kernel_to_float32(high.count, Int32(kernel_bfloat16.rawValue), high, &floats)
        #expect(floats.map(\.bitPattern) == high.map { UInt32($0) << 16 })
    }

    @Test(arguments: levels)
    func `one value that is not finite is seen wherever it stands`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let finite = [Float](repeating: 3e38, count: 37)
        #expect(unsafe kernel_all_finite(finite.count, finite))
        for index in finite.indices {
            for bad in [Float.nan, .infinity, -.infinity] {
                var values = finite
                values[index] = bad
                #expect(unsafe !kernel_all_finite(values.count, values))
            }
        }
    }
}
