/// Returns the derivative by each head's matrix of what depends on its pseudo-inverse, back through the iteration of
/// ``pseudoInverses(of:steps:)``. matrices, dz [heads n, n] -> dx [heads n, n]
///
/// The start divides by the largest row sum and the largest column sum of all heads: their derivative goes to the one row and
/// the one column in which they stand.
///
/// - Parameter dz: the derivative by the inverses, which are not transposed here.
func pseudoInverseDerivative(of matrices: Matrix, by dz: Matrix, steps: Int = 6) throws(ModelError) -> Matrix {
    let n = matrices.columns
    let result = try Matrix(matrices.rowCount, n)
    let sums = LargestSums(of: matrices)
    var dStart = 0.0
    for first in stride(from: 0, to: matrices.rowCount, by: n) {
        let head = first..<first + n
        let (x, dx) = (matrices[head], result[head])
        var z = [try Matrix(n, n)]  // Z^T before each step
        z[0].rows.add(x, times: sums.start)
        for step in 1..<max(steps, 1) { z.append(try PseudoInverseStep(x, z[step - 1].rows).next()) }
        var dz = try Matrix(n, n, dz[head].values)
        for z in z.prefix(steps).reversed() { dz = try PseudoInverseStep(x, z.rows).derivative(of: dz.rows, to: dx) }
        let transposed = try dz.transposedBlocks(n).rows  // the start is X^T times a factor
        dx.add(transposed, times: sums.start)
        dStart += transposed.dot(x)
    }
    let slope = -dStart * Double(sums.start)  // start = 1 / (row column)
    result[sums.rowIndex..<sums.rowIndex + 1]
        .addSigns(of: matrices[sums.rowIndex..<sums.rowIndex + 1], times: Float(slope / Double(sums.row)))
    let (head, column) = (sums.columnIndex.first, sums.columnIndex.column)
    result[head..<head + n].columns(column..<column + 1).addSigns(
        of: matrices[head..<head + n].columns(column..<column + 1), times: Float(slope / Double(sums.column)))
    return result
}

extension PseudoInverseStep {
    /// Goes back through the step: adds to the derivative by X, and returns the one by Z before the step.
    /// dNext, dx [n, n] -> dz [n, n]
    ///
    ///     dz = (13 dNext - dNext outer^T) / 4          dOuter = -Z^T dNext / 4
    ///     dInner = -(XZ)^T dOuter
    ///     dXZ = 15 dOuter - dOuter inner^T + 7 dInner - dInner (XZ)^T - (XZ)^T dInner
    ///     dx += dXZ Z^T                                dz += X^T dXZ
    func derivative(of dNext: Rows, to dx: Rows) throws(ModelError) -> Matrix {
        let n = x.columns
        let z = try transposedZ.transposed().rows
        let (dz, dOuter, dInner, dXZ) = (try Matrix(n, n), try Matrix(n, n), try Matrix(n, n), try Matrix(n, n))
        let product = try Matrix(n, n).rows
        dz.rows.setProduct(dNext, transposed: outer.rows, scale: -1 / 4)
        dz.rows.add(dNext, times: 13 / 4)
        dOuter.rows.addProduct(transposed: z, dNext, scale: -1 / 4)
        dInner.rows.addProduct(transposed: xz.rows, dOuter.rows, scale: -1)
        dXZ.rows.setProduct(dOuter.rows, transposed: inner.rows, scale: -1)
        dXZ.rows.add(dOuter.rows, times: 15)
        dXZ.rows.add(dInner.rows, times: 7)
        product.setProduct(dInner.rows, transposed: xz.rows)
        dXZ.rows.add(product, times: -1)
        dXZ.rows.addProduct(transposed: xz.rows, dInner.rows, scale: -1)
        product.setProduct(dXZ.rows, transposed: z)
        dx.add(product)
        dz.rows.addProduct(transposed: x, dXZ.rows)
        return dz
    }
}

extension Rows {
    /// Adds a factor with the sign of another value. self, other [rows, n]
    fileprivate func addSigns(of other: Rows, times factor: Float) {
        precondition(other.count == count && other.columns == columns, "signs of another shape")
        for row in 0..<count {
            for column in 0..<columns {
                let value = unsafe other.base[row * other.stride + column]
                unsafe base[row * stride + column] += value > 0 ? factor : value < 0 ? -factor : 0
            }
        }
    }
}
