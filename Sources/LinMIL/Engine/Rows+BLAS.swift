internal import COpenBLAS

/// The only door to OpenBLAS: the small products whose shapes depend on the heads. Products of full width, which every tile
/// passes, are `Linear`'s, which packs its weights once.
extension Rows {
    /// self += scale * a^T b. a [rows, m], b [rows, n], self [m, n]
    func addProduct(transposed a: Rows, _ b: Rows, scale: Float = 1) {
        precondition(
            a.count == b.count && count == a.columns && columns == b.columns,
            "[\(count), \(columns)] += [\(a.count), \(a.columns)]^T [\(b.count), \(b.columns)]")
        guard count > 0, columns > 0, a.count > 0 else { return }
        Self.oneThread
        unsafe cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(count), Int32(columns), Int32(a.count), scale,
            a.base, Int32(a.stride), b.base, Int32(b.stride), 1, base, Int32(stride))
    }

    /// self = scale * a b^T. a [m, k], b [n, k], self [m, n]
    func setProduct(_ a: Rows, transposed b: Rows, scale: Float = 1) {
        precondition(
            a.columns == b.columns && count == a.count && columns == b.count,
            "[\(count), \(columns)] = [\(a.count), \(a.columns)] [\(b.count), \(b.columns)]^T")
        Self.oneThread
        unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(count), Int32(columns), Int32(a.columns), scale,
            a.base, Int32(a.stride), b.base, Int32(b.stride), 0, base, Int32(stride))
    }

    /// Each worker is a thread of its own; OpenBLAS must not start more beneath it. Set once.
    private static let oneThread: Void = openblas_set_num_threads(1)
}
