import CKernels
import Foundation
import Testing

@testable import LinMIL

/// Rows that are rounded to bfloat16 once, and tiles that are kept in 16 bits.
@Suite struct `Rounded rows` {
    /// Pads a number of columns to whole pairs.
    private static func even(_ columns: Int) -> Int { (columns + 1) / 2 * 2 }

    @Test(arguments: KernelTests.levels)
    func `give the product of rows that are rounded on the way, also as the next layer's rows`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for (rows, n, k) in [(1, 1, 1), (3, 31, 5), (15, 33, 17), (29, 70, 129), (2, 5, 1030)] {
            let (lda, ldc) = (k + 3, n + 5)
            let a = KernelTests.numbers(rows * lda, seed: 1)
            let weights = KernelTests.numbers(n * k, seed: 2)
            let bias = KernelTests.numbers(n, seed: 3)
            var packed = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(n, k))
            unsafe kernel_pack_bfloat16(n, k, weights, k, &packed)
            var rounded = [Float](repeating: .nan, count: kernel_rounded_count(rows, k))
            unsafe kernel_round_rows(rows, k, a, lda, 0, &rounded)
            let gelu = Int32(kernel_gelu.rawValue)

            var expected = KernelTests.numbers(rows * ldc, seed: 4)
            unsafe kernel_product_bfloat16(
                rows, n, k, a, lda, packed, Self.even(k), bias, gelu, false, &expected, ldc)
            var found = KernelTests.numbers(rows * ldc, seed: 4)
            unsafe kernel_product_rounded(
                rows, n, k, rounded, packed, Self.even(k), bias, gelu, false, &found, ldc, nil)
            #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "[\(rows), \(n), \(k)]")

            var (next, wanted) = ([UInt8](repeating: 1, count: 4 * kernel_rounded_count(rows, n)), [UInt8]())
            wanted = next
            unsafe kernel_product_rounded(
                rows, n, k, rounded, packed, Self.even(k), bias, gelu, false, &found, ldc, &next)
            unsafe kernel_round_rows(rows, n, expected, ldc, 0, &wanted)
            #expect(next == wanted, "[\(rows), \(n), \(k)]")
        }
    }

    @Test(arguments: KernelTests.levels.filter { $0 > 0 })
    func `have the bits of numpy's emulation, product and 16-bit integers alike`(level: Int32) throws {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        struct Case: Decodable {
            let rows, outputs, inputs: Int
            let x, weights, bias, product, scales: [UInt32]
            let integers: [Int16]
        }
        let path = #filePath.replacing("RoundedRowTests.swift", with: "Fixtures/bfloat16/products.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(filePath: path)))
        #expect(cases.count == 4)
        for one in cases {
            let (x, weights) = (one.x.map(Float.init(bitPattern:)), one.weights.map(Float.init(bitPattern:)))
            var packed = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(one.outputs, one.inputs))
            unsafe kernel_pack_bfloat16(one.outputs, one.inputs, weights, one.inputs, &packed)
            var y = [Float](repeating: 0, count: one.rows * one.outputs)
            unsafe kernel_product_bfloat16(
                one.rows, one.outputs, one.inputs, x, one.inputs, packed, Self.even(one.inputs),
                one.bias.map(Float.init(bitPattern:)), 0, false, &y, one.outputs)
            #expect(y.map(\.bitPattern) == one.product)

            var (integers, scales) = ([Int16](repeating: 1, count: x.count), [Float](repeating: 1, count: one.rows))
            unsafe kernel_store_rows(one.rows, one.inputs, x, one.inputs, &integers, &scales)
            #expect(integers == one.integers && scales.map(\.bitPattern) == one.scales)
        }
    }

    @Test(arguments: KernelTests.levels, [1, 15, 16, 40])
    func `kept in 16 bits err by a 65536th of the row's largest number`(level: Int32, columns: Int) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let x = KernelTests.numbers(3 * columns, seed: 5).enumerated().map { $1 * [1, 1e-20, 3e30][$0 / columns] }
        var (integers, scales) = ([Int16](repeating: 1, count: x.count), [Float](repeating: 1, count: 3))
        unsafe kernel_store_rows(3, columns, x, columns, &integers, &scales)
        var back = [Float](repeating: .nan, count: x.count)
        unsafe kernel_load_rows(3, columns, integers, scales, &back, columns)
        for row in 0..<3 {
            let range = row * columns..<(row + 1) * columns
            let largest = x[range].map(\.magnitude).max() ?? 0
            #expect(zip(x[range], back[range]).allSatisfy { abs($0 - $1) <= largest * 0x1.01p-16 })
        }
    }

    @Test(arguments: KernelTests.levels)
    func `kept in 16 bits stay 0 where they are 0, and become NaN where one number is not finite`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        let columns = 19
        for (bad, place) in [(Float.nan, 3), (.infinity, 18), (-.infinity, 0)] {
            var x = [Float](repeating: 0, count: 3 * columns)
            x[2 * columns + place] = bad
            x[columns] = 0x1p-120
            var (integers, scales) = ([Int16](repeating: 1, count: x.count), [Float](repeating: 1, count: 3))
            unsafe kernel_store_rows(3, columns, x, columns, &integers, &scales)
            var back = [Float](repeating: 1, count: x.count)
            unsafe kernel_load_rows(3, columns, integers, scales, &back, columns)
            #expect(back[..<(2 * columns)].allSatisfy { $0 == 0 })
            #expect(back[(2 * columns)...].allSatisfy { $0.isNaN })
        }
    }

    @Test func `are the store's own in float32, and what the store holds in bfloat16`() throws {
        let values = KernelTests.numbers(5 * 7, seed: 1)
        for precision in [Precision.float32, .bfloat16] {
            let store = try TileStore(5, 7, precision)
            var work = try Workspace(floats: 4 * Workspace.floats(7, rows: 5))
            let x = store.room(for: 1..<4, &work)
            x.copy(try Matrix(3, 7, Array(values[..<21])).rows)
            store.keep(x, at: 1..<4)
            let kept = x.values
            #expect((kept == Array(values[..<21])) == (precision == .float32))
            #expect(store.tiles(1..<4, &work).values == kept)
            #expect(store.tiles(0..<1, &work).values.allSatisfy { $0 == 0 })
            let elsewhere = try Matrix(2, 7)
            store.load(2..<4, into: elsewhere.rows)
            #expect(elsewhere.values == Array(kept[7...]))
        }
    }
}
