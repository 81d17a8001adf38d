// Times the kernels' products beside OpenBLAS on one thread, alternated in one run: the small ones by head, whose matrices are
// not packed, and those of full width, whose weights are packed once.
//
//     ProductBenchmark
//
// Prints a line for each shape: the medians in microseconds and their ratio.

internal import CKernels
internal import COpenBLAS
internal import LinMIL

let rounds = 31
openblas_set_num_threads(1)

/// Random numbers between -1 and 1.
func numbers(_ count: Int) -> [Float] {
    var generator = SplitMix64(seed: UInt64(count))
    return (0..<count).map { _ in Float.random(in: -1..<1, using: &generator) }
}

/// Runs both sides in turn, and prints their medians.
func compare(_ name: String, _ own: () -> Void, _ other: () -> Void) {
    let clock = ContinuousClock()
    var (owns, others): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
        owns.append(clock.measure(own) / .microseconds(1))
        others.append(clock.measure(other) / .microseconds(1))
    }
    let (a, b) = (owns.sorted()[rounds / 2], others.sorted()[rounds / 2])
    print(
        "\(name): \((a * 10).rounded() / 10) us, OpenBLAS \((b * 10).rounded() / 10) us, ratio \((b / a * 100).rounded() / 100)"
    )
}

// Sums over a block of tiles, k^T v of a head; and one over many tokens, as in dilated attention.
for (m, n, k) in [(64, 64, 168), (64, 64, 2048), (64, 512, 64)] {
    let (a, b) = (numbers(k * m), numbers(k * n))
    var c = numbers(m * n)
    compare("c[\(m), \(n)] += a[\(k), \(m)]^T b") {
        unsafe kernel_add_transposed_product(m, n, k, 1, a, m, b, n, &c, n)
    } _: {
        unsafe cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(m), b, Int32(n), 1, &c,
            Int32(n))
    }
}
for (m, n, k) in [(168, 64, 64), (512, 64, 64), (2048, 2048, 64)] {
    let (a, b) = (numbers(m * k), numbers(n * k))
    var c = numbers(m * n)
    compare("c[\(m), \(n)] = a[\(m), \(k)] b[\(n), \(k)]^T") {
        unsafe kernel_product_transposed(m, n, k, 1, a, k, b, k, &c, n)
    } _: {
        unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(k), 0, &c,
            Int32(n))
    }
}
for (rows, n, k) in [(168, 512, 1024), (168, 2048, 512), (168, 512, 2048)] {
    let (a, weights) = (numbers(rows * k), numbers(n * k))
    var c = numbers(rows * n)
    var packed = [Float](repeating: 0, count: kernel_packed_count(n, k))
    unsafe kernel_pack(n, k, weights, k, &packed)
    compare("c[\(rows), \(n)] = a[\(rows), \(k)] W^T, packed") {
        unsafe kernel_product(rows, n, k, a, k, packed, nil, 0, false, &c, n)
    } _: {
        unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(n), Int32(k), 1, a, Int32(k), weights, Int32(k),
            0, &c, Int32(n))
    }
}
