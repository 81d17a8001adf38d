import CKernels
import Foundation
import Testing

/// The kernels that take a derivative back through a row, against float64.
@Suite struct `Kernels of the backward pass` {
    /// Runs a body with the kernels of a level.
    private func using(_ level: Int32, _ body: () -> Void) {
        #expect(kernel_use_level(level))
        body()
        _ = kernel_use_level(kernel_best_level())
    }

    /// Phi(x), the normal distribution.
    private static func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    /// f'(x) as PyTorch has it, kinks included.
    private static let derivatives: [(kernel_activation, String, @Sendable (Double) -> Double)] = [
        (kernel_identity, "identity", { _ in 1 }),
        (kernel_relu, "ReLU", { $0 > 0 ? 1 : 0 }),
        (kernel_gelu, "GELU", { below($0) + $0 * exp(-$0 * $0 / 2) / (2 * .pi).squareRoot() }),
        (kernel_gelu_gate, "GELU's gate", { below($0) }),
        (kernel_leaky_relu, "LeakyReLU", { $0 > 0 ? 1 : 0.01 }),
        (kernel_elu, "ELU", { $0 > 0 ? 1 : exp($0) }),
        (kernel_tanh, "Tanh", { 1 - tanh($0) * tanh($0) }),
        (kernel_softplus, "Softplus", { $0 > 20 ? 1 : 1 / (1 + exp(-$0)) }),
    ]

    @Test(arguments: KernelTests.levels)
    func `derivatives of activations equal PyTorch's, kinks included`(level: Int32) {
        let inputs =
            (-4000...4000).map { Float($0) / 97 } + [-1e30, -100, -88, 0, -0.0, 1e-30, 20, 20.000002, 100, 1e30]
        using(level) {
            for (activation, name, reference) in Self.derivatives {
                var g = [Float](repeating: 2, count: inputs.count)
                unsafe kernel_derive(
                    1, inputs.count, inputs, inputs.count, Int32(activation.rawValue), &g, inputs.count)
                for (input, value) in zip(inputs, g) {
                    let expected = 2 * reference(Double(input))
                    #expect(
                        abs(Double(value) - expected) <= 4 * KernelTests.approximation,
                        "\(name) at \(input) gives \(value), expected \(expected)")
                }
            }
        }
    }

    @Test(arguments: KernelTests.levels)
    func `a derivative at NaN is NaN`(level: Int32) {
        let inputs: [Float] = (0..<37).map { $0 == 3 || $0 == 36 ? .nan : 1 }
        using(level) {
            for (activation, name, _) in Self.derivatives where activation != kernel_identity {
                var g = [Float](repeating: 1, count: 37)
                unsafe kernel_derive(1, 37, inputs, 37, Int32(activation.rawValue), &g, 37)
                #expect(g.indices.filter { g[$0].isNaN } == [3, 36], "\(name)")
            }
        }
    }

    @Test(arguments: KernelTests.levels, [false, true])
    func `the derivative of layer normalisation equals its formula`(level: Int32, scaleIsConstant: Bool) {
        using(level) {
            for (n, offset) in [(1, Float(0)), (7, 0), (16, 2), (64, 100), (77, -3)] {
                let x = KernelTests.numbers(2 * n, seed: 5).map { $0 + offset }
                let (gain, dy) = (KernelTests.numbers(n, seed: 6), KernelTests.numbers(2 * n, seed: 7))
                let before = KernelTests.numbers(2 * n, seed: 8)
                var dx = before
                unsafe kernel_add_layer_norm_derivative(2, n, x, n, gain, 1e-5, scaleIsConstant, dy, n, &dx, n)
                for row in 0..<2 {
                    let range = row * n..<(row + 1) * n
                    let values = x[range].map(Double.init)
                    let h = zip(gain, dy[range]).map { Double($0) * Double($1) }
                    let mean = values.reduce(0, +) / Double(n)
                    let scale =
                        1 / (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n) + 1e-5).squareRoot()
                    let z = values.map { ($0 - mean) * scale }
                    let meanH = h.reduce(0, +) / Double(n)
                    let meanHZ = scaleIsConstant ? 0 : zip(h, z).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
                    for j in 0..<n {
                        let expected = Double(before[row * n + j]) + scale * (h[j] - meanH - z[j] * meanHZ)
                        // With one number, 1 / sqrt(epsilon) is 316; an offset of 100 costs two digits of the input.
                        #expect(
                            abs(Double(dx[row * n + j]) - expected) < 5e-5 * max(1, scale), "width \(n), column \(j)")
                    }
                }
            }
        }
    }

    @Test(arguments: [(1, 1), (31, 5), (32, 32), (33, 64), (70, 17), (5, 100)])
    func `a packed matrix transposed is the transpose, packed`(n: Int, k: Int) {
        let weights = KernelTests.numbers(n * k, seed: 2)
        let transposed = (0..<k * n).map { weights[$0 % n * k + $0 / n] }  // [k, n]
        var packed = [Float](repeating: .nan, count: kernel_packed_count(n, k))
        var (found, expected) = (
            [Float](repeating: .nan, count: kernel_packed_count(k, n)),
            [Float](repeating: .nan, count: kernel_packed_count(k, n))
        )
        unsafe kernel_pack(n, k, weights, k, &packed)
        unsafe kernel_transpose_packed(n, k, packed, &found)
        unsafe kernel_pack(k, n, transposed, n, &expected)
        #expect(found == expected)
    }

    @Test(arguments: KernelTests.levels)
    func `dots and sums of heads take a row for each row, or one for all`(level: Int32) {
        let (rows, heads, d, stride) = (3, 2, 19, 45)
        let (a, b) = (KernelTests.numbers(rows * stride, seed: 8), KernelTests.numbers(rows * stride, seed: 9))
        let factors = KernelTests.numbers(rows * heads, seed: 10)
        using(level) {
            for ldb in [stride, 0] {
                var (dots, sums) = ([Float](repeating: .nan, count: rows * heads), a)
                unsafe kernel_head_dots(rows, heads, d, a, stride, b, ldb, &dots, heads)
                unsafe kernel_add_scaled_heads(rows, heads, d, factors, heads, b, ldb, &sums, stride)
                for index in a.indices {
                    let (row, column) = (index / stride, index % stride)
                    let isInside = column < heads * d
                    let factor = isInside ? Double(factors[row * heads + column / d]) : 0
                    let expected = Double(a[index]) + factor * Double(b[row * ldb + column])
                    #expect(abs(Double(sums[index]) - expected) < KernelTests.rounding)
                }
                for (index, dot) in dots.enumerated() {
                    let (row, first) = (index / heads, index % heads * d)
                    let expected = (first..<first + d).reduce(0.0) {
                        $0 + Double(a[row * stride + $1]) * Double(b[row * ldb + $1])
                    }
                    #expect(abs(Double(dot) - expected) < KernelTests.rounding * Double(d))
                }
            }
        }
    }
}
