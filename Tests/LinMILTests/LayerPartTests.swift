import CKernels
import Testing

@testable import LinMIL

/// Some of a layer's outputs alone, and rows that are normalised together.
@Suite struct `Parts of a layer` {
    @Test(arguments: KernelTests.levels)
    func `have the bits of the whole layer, in float32 and bfloat16`(level: Int32) throws {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for (rows, outputs, inputs, width) in [(3, 96, 7, 32), (17, 80, 33, 16), (5, 40, 9, 20), (2, 65, 5, 64)] {
            let weights = try Matrix(outputs, inputs, KernelTests.numbers(outputs * inputs, seed: 1))
            let bias = KernelTests.numbers(outputs, seed: 2)
            let x = try Matrix(rows, inputs, KernelTests.numbers(rows * inputs, seed: 3))
            for precision in [Precision.float32, .bfloat16] {
                let layer = try Linear(weights.rows, bias: bias, precision: precision)
                var work = try Workspace(floats: 4 * Workspace.floats(inputs, rows: rows))
                let input = LayerInput(x.rows, for: precision, &work)
                let (whole, parted) = (try Matrix(rows, outputs), try Matrix(rows, outputs))
                layer.apply(to: input, into: whole.rows, activation: .gelu)
                for part in Linear.parts(of: outputs, heads: width) {
                    layer.apply(to: input, outputs: part, into: parted.rows.columns(part), activation: .gelu)
                }
                #expect(parted.values.map(\.bitPattern) == whole.values.map(\.bitPattern), "\(outputs), \(precision)")
            }
        }
    }

    @Test func `are as many heads as fill whole panels, or all outputs`() {
        #expect(Linear.parts(of: 512, heads: 64).count == 8)
        #expect(Linear.parts(of: 48, heads: 6) == [0..<48])
        #expect(Linear.parts(of: 80, heads: 16) == [0..<32, 32..<64, 64..<80])
        #expect(Linear.parts(of: 21, heads: 7) == [0..<21])
    }

    @Test(arguments: KernelTests.levels, [1, 16, 40, 77])
    func `are normalised alike alone and among other rows`(level: Int32, width: Int) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let rows = 11
        let x = KernelTests.numbers(rows * width, seed: 1)
        let (gain, bias) = (KernelTests.numbers(width, seed: 2), KernelTests.numbers(width, seed: 3))
        var together = [Float](repeating: .nan, count: rows * width)
        unsafe kernel_layer_norm(rows, width, x, width, gain, bias, 1e-5, &together, width)
        for row in 0..<rows {
            var alone = [Float](repeating: .nan, count: width)
            let values = Array(x[row * width..<(row + 1) * width])
            unsafe kernel_layer_norm(1, width, values, width, gain, bias, 1e-5, &alone, width)
            #expect(alone.map(\.bitPattern) == together[row * width..<(row + 1) * width].map(\.bitPattern))
        }
    }
}
