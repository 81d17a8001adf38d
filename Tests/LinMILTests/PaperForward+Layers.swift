import Foundation

@testable import LinMIL

// The layers that PaperForward is made of.
extension PaperForward {
    /// y = x W^T + b. x [rows, inputs] -> [rows, outputs]
    func linear(_ x: Numbers, _ name: String) -> Numbers {
        let y = x * transposed(tensors["\(name).weight"]!)
        guard let bias = tensors["\(name).bias"]?[0] else { return y }
        return y.map { zip($0, bias).map(+) }
    }

    /// (x - mean) / sqrt(variance + 1e-5) * gain + bias. [rows, D]
    func layerNorm(_ x: Numbers, _ name: String) -> Numbers {
        x.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            let (gain, bias) = (tensors["\(name).weight"]![0], tensors["\(name).bias"]![0])
            return row.indices.map { (row[$0] - mean) / (variance + 1e-5).squareRoot() * gain[$0] + bias[$0] }
        }
    }

    /// The activation of queries and keys.
    func phi(_ x: Double) -> Double {
        switch configuration.activation {
        case .relu: max(x, 0)
        case .gelu: gelu(x)
        case .leakyReLU: x > 0 ? x : 0.01 * x
        case .elu: x > 0 ? x : expm1(x)
        case .tanh: tanh(x)
        case .softplus: x > 20 ? x : log1p(exp(x))
        }
    }

    func gelu(_ x: Double) -> Double { x / 2 * (1 + erf(x / 2.0.squareRoot())) }

    /// Queries, keys and values, which stand beside each other. [rows, 3 width] -> 3 x [rows, width]
    func thirds(_ x: Numbers) -> [Numbers] { parts(x, 3) }

    /// Each head's columns. [rows, H d] -> H x [rows, d]
    func heads(_ x: Numbers) -> [Numbers] { parts(x, configuration.heads) }

    private func parts(_ x: Numbers, _ count: Int) -> [Numbers] {
        let width = x[0].count / count
        return (0..<count).map { part in x.map { Array($0[part * width..<(part + 1) * width]) } }
    }

    /// The heads' columns beside each other. H x [rows, d] -> [rows, H d]
    func joined(_ heads: [Numbers]) -> Numbers { heads[0].indices.map { row in heads.flatMap { $0[row] } } }

    /// The mean over rows. [rows, D] -> [D]
    func mean(_ x: Numbers) -> [Double] { transposed(x).map { $0.reduce(0, +) / Double(x.count) } }

    /// A convolution along the sequence, zero beyond both ends. x [rows, d], kernel [33]
    func convolution(_ x: Numbers, _ kernel: [Double]) -> Numbers {
        x.indices.map { i in
            x[0].indices.map { column in
                kernel.indices.reduce(0) { sum, tap in
                    let j = i + tap - kernel.count / 2
                    return x.indices.contains(j) ? sum + kernel[tap] * x[j][column] : sum
                }
            }
        }
    }

    /// The package's `moore_penrose_iter_pinv`: six steps from a start that all heads share. H x [n, n]
    func pseudoInverses(_ matrices: [Numbers]) -> [Numbers] {
        func largestRowSum(_ x: Numbers) -> Double { x.map { $0.reduce(0) { $0 + abs($1) } }.max()! }
        let scale = matrices.map(largestRowSum).max()! * matrices.map { largestRowSum(transposed($0)) }.max()!
        /// diagonal I - x
        func minus(_ x: Numbers, from diagonal: Double) -> Numbers {
            x.indices.map { i in x.indices.map { j in (i == j ? diagonal : 0) - x[i][j] } }
        }
        return matrices.map { x in
            var z = transposed(x).map { $0.map { $0 / scale } }
            for _ in 0..<6 {
                let xz = x * z
                z = (z * minus(xz * minus(xz * minus(xz, from: 7), from: 15), from: 13)).map { $0.map { $0 / 4 } }
            }
            return z
        }
    }
}

func transposed(_ x: Numbers) -> Numbers { x[0].indices.map { column in x.map { $0[column] } } }

/// The matrix product. [m, k] * [k, n] -> [m, n]
func * (a: Numbers, b: Numbers) -> Numbers {
    a.map { row in
        var sum = [Double](repeating: 0, count: b[0].count)
        for (factor, other) in zip(row, b) { add(factor, times: other, to: &sum) }
        return sum
    }
}

/// Most of the time goes here, and a debug build is ten times as fast with pointers.
private func add(_ factor: Double, times row: [Double], to sum: inout [Double]) {
    let count = sum.count
    precondition(row.count == count)
    unsafe sum.withUnsafeMutableBufferPointer { sum in
        unsafe row.withUnsafeBufferPointer { row in
            guard let sum = sum.baseAddress, let row = row.baseAddress else { return }
            var column = 0
            while column < count {
                unsafe sum[column] += factor * row[column]
                column += 1
            }
        }
    }
}

extension Numbers {
    /// The sum of two matrices.
    func plus(_ other: Numbers) -> Numbers { zip(self, other).map { zip($0, $1).map(+) } }
}
