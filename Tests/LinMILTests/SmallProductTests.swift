import CKernels
import Foundation
import Testing

/// Products whose matrices are not packed, exponentials, and the elementary functions in float64.
@Suite struct `Kernels in place of OpenBLAS and libm` {
    @Test(arguments: KernelTests.levels)
    func `products of matrices that are not packed equal the scalar sum`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let scale: Float = 0.5
        for (m, n, k) in [(1, 1, 1), (3, 31, 5), (14, 32, 16), (17, 33, 129), (64, 64, 168), (5, 70, 257), (29, 96, 1)]
        {
            let (lda, ldb, ldc) = (max(m, k) + 3, max(n, k) + 2, n + 5)
            let (a, b) = (
                KernelTests.numbers(max(m, k) * lda, seed: 12), KernelTests.numbers(max(n, k) * ldb, seed: 13)
            )
            let before = KernelTests.numbers(m * ldc, seed: 14)
            var (added, set) = (before, before)
            unsafe kernel_add_transposed_product(m, n, k, scale, a, lda, b, ldb, &added, ldc)
            unsafe kernel_product_transposed(m, n, k, scale, a, lda, b, ldb, &set, ldc)
            for row in 0..<m {
                for column in 0..<ldc {
                    let index = row * ldc + column
                    var (sum, transposed) = (0.0, 0.0)
                    for i in 0..<(column < n ? k : 0) {
                        sum += Double(a[i * lda + row]) * Double(b[i * ldb + column])
                        transposed += Double(a[row * lda + i]) * Double(b[column * ldb + i])
                    }
                    let expected = (
                        Double(before[index]) + Double(scale) * sum,
                        column < n ? Double(scale) * transposed : Double(before[index])
                    )
                    #expect(abs(Double(added[index]) - expected.0) <= KernelTests.rounding * Double(k + 1))
                    #expect(abs(Double(set[index]) - expected.1) <= KernelTests.rounding * Double(k + 1))
                }
            }
        }
    }

    @Test(arguments: KernelTests.levels)
    func `exponentials equal the function's where they do not leave float32`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let inputs = (-900...870).map { Float($0) / 10 } + [.nan]
        let offsets = inputs.indices.map { Float($0 % 3) }
        var (values, single) = (inputs, inputs)
        unsafe kernel_exponentials(values.count, &values, 0, offsets)
        unsafe kernel_exponentials(single.count, &single, 1, nil)
        for index in inputs.indices.dropLast() {
            for (value, offset) in [(values[index], offsets[index]), (single[index], 1)] {
                let x = inputs[index] - offset
                guard x <= 87 else { continue }
                // The function's own error, and that of a rounded product in its argument.
                #expect(abs(Double(value) / exp(Double(max(-87, x))) - 1) < 3e-7 + 6e-8 * Double(abs(x)))
            }
        }
        #expect(values.last?.isNaN == true && single.last?.isNaN == true)
    }

    @Test func `exp, log, sin and cos in float64 equal the system's to a few units in the last place`() {
        let unit = 2.3e-16
        for step in -7000...7000 {
            let x = Double(step) / 10.03
            #expect(abs(kernel_exp(x) / exp(x) - 1) < 4 * unit || exp(x) < 1e-300, "exp(\(x))")
            let angle = x * 1000
            #expect(abs(kernel_sin(angle) - sin(angle)) < 4 * unit, "sin(\(angle))")
            #expect(abs(kernel_cos(angle) - cos(angle)) < 4 * unit, "cos(\(angle))")
            let positive = exp(x)
            #expect(abs(kernel_log(positive) - log(positive)) < 4 * unit * max(1, abs(x)), "log(\(positive))")
        }
        #expect(kernel_exp(-.infinity) == 0 && kernel_exp(710) == .infinity && kernel_exp(.nan).isNaN)
        #expect(kernel_exp(0) == 1 && kernel_log(1) == 0 && kernel_sin(0) == 0 && kernel_cos(0) == 1)
        #expect(kernel_log(0) == -.infinity && kernel_log(-1).isNaN && kernel_log(.infinity) == .infinity)
        #expect(abs(kernel_log(0x1p-1074) - log(0x1p-1074)) < 1e-12 && kernel_sin(1e300).isNaN)
    }
}
