import CKernels
import Testing

@testable import LinMIL

/// Products of bfloat16 with sums in float32, against the same steps taken one by one: exact products of two rounded numbers,
/// summed with one rounding each, the odd input of a pair first, 512 inputs at a time.
@Suite struct `A product of bfloat16` {
    /// Rounds to the nearest bfloat16, ties to even; denormal numbers become 0.
    private static func rounded(_ value: Float) -> Float {
        guard value.isFinite, !value.isSubnormal else { return value.isFinite ? 0 : value }
        let ulp = Float(sign: .plus, exponent: value.exponent, significand: 1) * 0x1p-7
        return (value / ulp).rounded(.toNearestOrEven) * ulp
    }

    /// A number that is 0 where it is denormal, as the instruction has it.
    private static func flushed(_ value: Float) -> Float { value.isSubnormal ? 0 : value }

    private static func reference(_ a: [Float], _ weights: [Float], start: Float, after: Float?) -> Float {
        var total: Float = 0
        for first in stride(from: 0, to: a.count, by: 512) {
            var sum = first == 0 && after == nil ? start : 0
            for even in stride(from: first, to: min(first + 512, a.count), by: 2) {
                if even + 1 < a.count {
                    sum = flushed(sum.addingProduct(rounded(a[even + 1]), rounded(weights[even + 1])))
                }
                sum = flushed(sum.addingProduct(rounded(a[even]), rounded(weights[even])))
            }
            total = first > 0 ? total + sum : after.map { sum + ($0 + start) } ?? sum
        }
        return total
    }

    /// Of numbers whose products do not fall under 2^-126, where only a fused multiply-add rounds once.
    @Test(arguments: KernelTests.levels)
    func `takes the same steps on every processor, for every height, width and depth`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        for (rows, n, k) in [
            (1, 1, 1), (3, 31, 5), (14, 32, 16), (15, 33, 17), (29, 70, 129), (2, 5, 1030), (70, 3, 2),
        ] {
            let (lda, ldc) = (k + 3, n + 5)
            let a = KernelTests.numbers(rows * lda, seed: 1)
            let weights = KernelTests.numbers(n * k, seed: 2)
            let bias = KernelTests.numbers(n, seed: 3)
            let before = KernelTests.numbers(rows * ldc, seed: 4)
            var packed = [UInt16](repeating: 0x7fc0, count: kernel_packed_bfloat16_count(n, k))
            unsafe kernel_pack_bfloat16(n, k, weights, k, &packed)
            for accumulate in [false, true] {
                var c = before
                unsafe kernel_product_bfloat16(
                    rows, n, k, a, lda, packed, (k + 1) / 2 * 2, bias, 0, accumulate, &c, ldc)
                var wrong = 0
                for row in 0..<rows {
                    let values = Array(a[row * lda..<row * lda + k])
                    for column in 0..<ldc {
                        let old = before[row * ldc + column]
                        let expected =
                            column < n
                            ? Self.reference(
                                values, Array(weights[column * k..<(column + 1) * k]), start: bias[column],
                                after: accumulate ? old : nil) : old
                        if c[row * ldc + column].bitPattern != expected.bitPattern { wrong += 1 }
                    }
                }
                #expect(wrong == 0, "[\(rows), \(n), \(k)], accumulate \(accumulate)")
            }
        }
    }

    @Test(arguments: KernelTests.levels.filter { $0 > 0 })
    func `takes denormal numbers as 0, and leaves other products of the thread alone`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        func product(_ a: [Float], _ weights: [Float], bias: Float = 0) -> Float {
            var packed = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(1, a.count))
            unsafe kernel_pack_bfloat16(1, a.count, weights, a.count, &packed)
            var c: Float = .nan
            unsafe kernel_product_bfloat16(
                1, 1, a.count, a, a.count, packed, (a.count + 1) / 2 * 2, [bias], 0, false, &c, 1)
            return c
        }
        let tiny = Float.leastNormalMagnitude
        #expect(product([tiny / 2], [0x1p100]) == 0)
        #expect(product([0x1p100], [tiny / 2]) == 0)
        #expect(product([tiny], [0.5]) == 0)
        #expect(product([0], [0], bias: tiny / 2) == 0)
        #expect(product([tiny], [1]) == tiny)
        #expect(product([1, -1], [tiny, tiny * 1.5]) == 0)
        let (one, half): (Float, Float) = (tiny, 0.5)
        #expect(one * half > 0)
    }

    @Test(arguments: KernelTests.levels)
    func `rounds to the nearest number, to even between two, and keeps what is not finite`(level: Int32) {
        #expect(kernel_use_level(level))
        defer { _ = kernel_use_level(kernel_best_level()) }
        func rounded(_ value: Float) -> Float {
            var packed = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(1, 1))
            unsafe kernel_pack_bfloat16(1, 1, [1], 1, &packed)
            var c: Float = 0
            unsafe kernel_product_bfloat16(1, 1, 1, [value], 1, packed, 2, nil, 0, false, &c, 1)
            return c
        }
        #expect(rounded(1 + 0x1p-8) == 1)
        #expect(rounded(1 + 0x3p-8) == 1 + 0x2p-7)
        #expect(rounded(-(1 + 0x1p-8 + 0x1p-20)) == -(1 + 0x1p-7))
        #expect(rounded(.greatestFiniteMagnitude) == .infinity)
        #expect(rounded(-.infinity) == -.infinity)
        #expect(rounded(.nan).isNaN)
    }

    @Test(arguments: KernelTests.levels.filter { $0 > 0 })
    func `takes a GELU that errs by less than 6e-5, the same on every processor, and keeps NaN`(level: Int32) throws {
        let exact = try #require(KernelTests.activations.first { $0.0 == kernel_gelu }?.2)
        let x = (-1200...1200).map { Float($0) / 200 } + [-300, -20, 20, 300, 1e-3, -1e-3, 1e-20, .nan]
        func gelu(_ level: Int32) -> [Float] {
            #expect(kernel_use_level(level))
            defer { _ = kernel_use_level(kernel_best_level()) }
            var packed = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(1, 1))
            unsafe kernel_pack_bfloat16(1, 1, [1], 1, &packed)
            // A product with 0 and the number as bias: nothing is rounded.
            return x.map { value in
                var c: Float = 0
                unsafe kernel_product_bfloat16(
                    1, 1, 1, [0], 1, packed, 2, [value], Int32(kernel_gelu.rawValue), false, &c, 1)
                return c
            }
        }
        let found = gelu(level)
        #expect(zip(x, found).dropLast().allSatisfy { abs(exact(Double($0)) - Double($1)) < 6e-5 })
        #expect(
            zip(x, found).dropLast().allSatisfy {
                abs($0) > 0.5 || abs(exact(Double($0)) - Double($1)) <= 3e-4 * Double(abs($0))
            })
        #expect(found.last?.isNaN == true)
        #expect(found.map(\.bitPattern) == gelu(kernel_best_level()).map(\.bitPattern))
    }

    @Test func `has transposed weights that give the transposed product`() {
        for (n, k) in [(1, 1), (33, 7), (5, 70), (64, 32)] {
            let weights = KernelTests.numbers(n * k, seed: 2)
            var packed = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(n, k))
            unsafe kernel_pack_bfloat16(n, k, weights, k, &packed)
            var transposed = [UInt16](repeating: 0x7fc0, count: kernel_packed_bfloat16_count(k, n))
            unsafe kernel_transpose_packed_bfloat16(n, k, packed, &transposed)
            let columns = (0..<k).flatMap { i in (0..<n).map { weights[$0 * k + i] } }
            var expected = [UInt16](repeating: 0, count: kernel_packed_bfloat16_count(k, n))
            unsafe kernel_pack_bfloat16(k, n, columns, n, &expected)
            #expect(transposed == expected)
        }
    }
}

/// A model whose weights are multiplied in bfloat16.
@Suite struct `A model in bfloat16` {
    private static func model(_ attention: Configuration.Attention, _ precision: Precision) throws -> Model {
        let configuration = Configuration(
            inputDimension: 37, classes: 3, latentDimension: 48, depth: 3, activation: .gelu, attention: attention)
        return try Model(random: configuration, seed: 3, precision: precision)
    }

    private static func features(tiles: Int) -> FeatureSource {
        FeatureSource(KernelTests.numbers(tiles * 37, seed: 7), width: 37)
    }

    @Test(arguments: Configuration.Attention.allCases)
    func `gives the numbers of float32 to two digits, and says its precision`(
        attention: Configuration.Attention
    ) throws {
        let (single, half) = (try Self.model(attention, .float32), try Self.model(attention, .bfloat16))
        #expect(single.precision == .float32 && half.precision == .bfloat16)
        let scores: Set<Score> = [.cls, Score(.relevance, class: 1)]
        let expected = try single.forward(Self.features(tiles: 60), scores: scores, threads: 2)
        let found = try half.forward(Self.features(tiles: 60), scores: scores, threads: 2)
        #expect(found.logits != expected.logits)
        #expect(zip(found.logits, expected.logits).allSatisfy { abs($0 - $1) < 0.02 })
        for score in scores {
            let (map, wanted) = (try #require(found.scores[score]), try #require(expected.scores[score]))
            let largest = wanted.map(\.magnitude).max() ?? 0
            #expect(zip(map, wanted).allSatisfy { abs($0 - $1) < 0.03 * largest }, "\(score)")
        }
    }

    @Test(arguments: Configuration.Attention.allCases)
    func `gives the same bits on 1, 2 and 7 threads and on different processors`(
        attention: Configuration.Attention
    ) throws {
        let model = try Self.model(attention, .bfloat16)
        let scores = Set(model.configuration.scores.filter { $0 != .single || attention != .nystrom }.map { Score($0) })
        func bits(threads: Int, level: Int32? = nil) throws -> [UInt32] {
            if let level { #expect(kernel_use_level(level)) }
            defer { _ = kernel_use_level(kernel_best_level()) }
            let output = try model.forward(Self.features(tiles: 40), scores: scores, threads: threads)
            let maps = scores.sorted { $0.kind.rawValue < $1.kind.rawValue }.flatMap { output.scores[$0] ?? [] }
            return (output.logits + maps).map(\.bitPattern)
        }
        let one = try bits(threads: 1)
        for threads in [2, 7] { #expect(try bits(threads: threads) == one) }
        // A pass on one thread is the calling thread's.
        for level in KernelTests.levels.filter({ $0 > 0 }) { #expect(try bits(threads: 1, level: level) == one) }
    }

    @Test func `refuses weights that are not finite`() throws {
        let configuration = Configuration(inputDimension: 3, classes: 2, latentDimension: 8, depth: 1, heads: 2)
        for bad in [Float.nan, .infinity] {
            var tensors = configuration.randomTensors(seed: 1)
            tensors["projection.weight"]?.values[4] = bad
            let checkpoint = Checkpoint(path: "bad", metadata: ["heads": "2"], floats: tensors)
            #expect(throws: ModelError.nonFiniteWeights(path: "bad", tensor: "projection.weight")) {
                try Model(checkpoint, precision: .bfloat16)
            }
        }
    }
}
