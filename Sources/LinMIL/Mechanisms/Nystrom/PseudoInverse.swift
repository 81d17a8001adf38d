/// Returns the Moore-Penrose inverse of each head's matrix, transposed, by six steps of the third-order iteration of Razavi
/// et al. (2014): `Z <- (13 Z - Z (15 X Z - X Z (7 X Z - X Z X Z))) / 4`. matrices [heads n, n] -> [heads n, n]
///
/// Six steps do not always converge, and models are trained with what they give: the start is the package's too,
/// `Z = X^T / (largest row sum * largest column sum)`, where the largest are taken over all heads together. The
/// corresponding PyTorch function is `lin_mil.attention.nystrom_attention.moore_penrose_iter_pinv`.
func pseudoInverses(of matrices: Matrix, steps: Int = 6) throws(ModelError) -> Matrix {
    let n = matrices.columns
    let inverses = try Matrix(matrices.rowCount, n)
    let heads = stride(from: 0, to: matrices.rowCount, by: n).map { $0..<$0 + n }
    let start = 1 / largestSums(of: matrices)
    for head in heads {
        let (x, z) = (matrices[head], inverses[head])  // z is Z^T throughout
        z.add(x, times: start)
        for _ in 0..<steps {
            let (xz, transposed) = (try Matrix(n, n).rows, try Matrix(n, n).rows)
            xz.setProduct(x, transposed: z)
            transposed.setProduct(z, transposed: x)
            let inner = try Matrix(n, n).rows  // 7 XZ - XZ XZ
            inner.add(xz, times: 7)
            inner.addProduct(transposed: transposed, xz, scale: -1)
            let outer = try Matrix(n, n).rows  // 15 XZ - XZ inner
            outer.add(xz, times: 15)
            outer.addProduct(transposed: transposed, inner, scale: -1)
            let next = try Matrix(n, n).rows  // (13 Z - Z outer)^T / 4
            next.add(z, times: 13 / 4)
            next.addProduct(transposed: outer, z, scale: -1 / 4)
            z.copy(next)
        }
    }
    return inverses
}

/// The largest sum of magnitudes along a row times the largest along a column, over all matrices. [heads n, n]
private func largestSums(of matrices: Matrix) -> Float {
    let n = matrices.columns
    var (row, column): (Float, Float) = (0, 0)
    for first in stride(from: 0, to: matrices.rowCount, by: n) {
        let values = matrices[first..<first + n].values.map(\.magnitude)
        for i in 0..<n {
            row = max(row, values[i * n..<(i + 1) * n].reduce(0, +))
            column = max(column, stride(from: i, to: n * n, by: n).reduce(0) { $0 + values[$1] })
        }
    }
    return row * column
}
