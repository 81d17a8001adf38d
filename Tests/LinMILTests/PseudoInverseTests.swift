import Testing

@testable import LinMIL

/// The derivative of Nystrom attention's pseudo-inverse against differences of the same iteration in double precision.
@Suite struct PseudoInverseTests {
    /// Two steps of the iteration are enough to see every term; six let a difference grow.
    private static let (heads, n) = (2, 5)
    /// Central differences of step 1e-5 in double precision are exact to about 1e-9; the rest is float32's.
    private static let tolerance = 2e-5

    @Test(arguments: [0, 1, 2, 6], [false, true])
    func `the derivative equals finite differences`(steps: Int, hasNegatives: Bool) throws {
        var generator = SplitMix64(seed: 3)
        let lowest: Float = hasNegatives ? -0.4 : 0.1
        let x = (0..<Self.heads * Self.n * Self.n).map { _ in Float.random(in: lowest..<1, using: &generator) }
        let weights = x.map { _ in Float.random(in: -1..<1, using: &generator) }
        let found = try pseudoInverseDerivative(
            of: Matrix(Self.heads * Self.n, Self.n, x), by: Matrix(Self.heads * Self.n, Self.n, weights), steps: steps
        ).values.map(Double.init)

        let exact = x.map(Double.init)
        let expected = exact.indices.map { index in
            let sums = [1e-5, -1e-5].map { step in
                var moved = exact
                moved[index] += step
                return zip(Self.inverses(of: moved, steps: steps), weights).reduce(0) { $0 + $1.0 * Double($1.1) }
            }
            return (sums[0] - sums[1]) / 2e-5
        }
        let scale = try #require(expected.map(\.magnitude).max())
        #expect(scale > 0.01)
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) <= Self.tolerance * scale) }
    }

    @Test func `the largest sums are taken over all heads`() throws {
        let first: [Float] = [1, -9, 0, 1]  // row 0: 10, column 1: 10
        let second: [Float] = [4, 2, 4, 3]  // row 1: 7, column 0: 8
        let sums = LargestSums(of: try Matrix(4, 2, second + first))
        #expect(sums.row == 10 && sums.rowIndex == 2)
        #expect(sums.column == 10 && sums.columnIndex == (2, 1))
        #expect(sums.start == 0.01)
    }

    /// The iteration in double precision, not transposed. [heads n, n] -> [heads n, n]
    private static func inverses(of values: [Double], steps: Int) -> [Double] {
        let heads = (0..<heads).map { head in
            (0..<n).map { row in (0..<n).map { values[(head * n + row) * n + $0] } }
        }
        func largestRowSum(_ x: Numbers) -> Double { x.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 0 }
        let scale =
            (heads.map(largestRowSum).max() ?? 0) * (heads.map { largestRowSum(transposed($0)) }.max() ?? 0)
        func minus(_ x: Numbers, from diagonal: Double) -> Numbers {
            x.indices.map { i in x.indices.map { j in (i == j ? diagonal : 0) - x[i][j] } }
        }
        return heads.flatMap { x -> [Double] in
            var z = transposed(x).map { $0.map { $0 / scale } }
            for _ in 0..<steps {
                let xz = x * z
                z = (z * minus(xz * minus(xz * minus(xz, from: 7), from: 15), from: 13)).map { $0.map { $0 / 4 } }
            }
            return z.flatMap { $0 }
        }
    }
}
