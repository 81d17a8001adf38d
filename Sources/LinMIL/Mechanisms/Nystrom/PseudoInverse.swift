/// Returns the Moore-Penrose inverse of each head's matrix, transposed, by six steps of the third-order iteration of Razavi
/// et al. (2014): `Z <- (13 Z - Z (15 X Z - X Z (7 X Z - X Z X Z))) / 4`. matrices [heads n, n] -> [heads n, n]
///
/// Six steps do not always converge, and models are trained with what they give: the start is the package's too,
/// `Z = X^T / (largest row sum * largest column sum)`, where the largest are taken over all heads together. The
/// corresponding PyTorch function is `lin_mil.attention.nystrom_attention.moore_penrose_iter_pinv`.
func pseudoInverses(of matrices: Matrix, steps: Int = 6) throws(ModelError) -> Matrix {
    let n = matrices.columns
    let inverses = try Matrix(matrices.rowCount, n)
    let start = LargestSums(of: matrices).start
    for first in stride(from: 0, to: matrices.rowCount, by: n) {
        let head = first..<first + n
        let z = inverses[head]  // Z^T throughout
        z.add(matrices[head], times: start)
        for _ in 0..<steps { z.copy(try PseudoInverseStep(matrices[head], z).next().rows) }
    }
    return inverses
}

/// The largest sum of magnitudes along a row, and the largest along a column, over all matrices. [heads n, n]
struct LargestSums {
    /// The sums.
    private(set) var row: Float = 0
    private(set) var column: Float = 0
    /// Where they stand: a row of all matrices, and the column of the matrix whose first row this is.
    private(set) var rowIndex = 0
    private(set) var columnIndex = (first: 0, column: 0)

    init(of matrices: Matrix) {
        let n = matrices.columns
        for first in stride(from: 0, to: matrices.rowCount, by: n) {
            let values = matrices[first..<first + n].values.map(\.magnitude)
            for i in 0..<n {
                let sums = (
                    row: values[i * n..<(i + 1) * n].reduce(0, +),
                    column: stride(from: i, to: n * n, by: n).reduce(0) { $0 + values[$1] }
                )
                if sums.row > row { (row, rowIndex) = (sums.row, first + i) }
                if sums.column > column { (column, columnIndex) = (sums.column, (first, i)) }
            }
        }
    }

    /// The factor of the iteration's start.
    var start: Float { 1 / (row * column) }
}

/// One step of the iteration: `Z <- (13 Z - Z outer) / 4` with `outer = 15 XZ - XZ inner` and `inner = 7 XZ - XZ XZ`.
struct PseudoInverseStep {
    let x: Rows  // [n, n]
    let transposedZ: Rows  // [n, n], Z^T
    let xz: Matrix  // [n, n]
    let inner: Matrix  // [n, n]
    let outer: Matrix  // [n, n]

    init(_ x: Rows, _ transposedZ: Rows) throws(ModelError) {
        let n = x.columns
        (self.x, self.transposedZ) = (x, transposedZ)
        (xz, inner, outer) = (try Matrix(n, n), try Matrix(n, n), try Matrix(n, n))
        let transposed = try Matrix(n, n)  // (XZ)^T
        xz.rows.setProduct(x, transposed: transposedZ)
        transposed.rows.setProduct(transposedZ, transposed: x)
        inner.rows.add(xz.rows, times: 7)
        inner.rows.addProduct(transposed: transposed.rows, xz.rows, scale: -1)
        outer.rows.add(xz.rows, times: 15)
        outer.rows.addProduct(transposed: transposed.rows, inner.rows, scale: -1)
    }

    /// Z^T after the step. [n, n]
    func next() throws(ModelError) -> Matrix {
        let next = try Matrix(x.count, x.columns)
        next.rows.add(transposedZ, times: 13 / 4)
        next.rows.addProduct(transposed: outer.rows, transposedZ, scale: -1 / 4)
        return next
    }
}
