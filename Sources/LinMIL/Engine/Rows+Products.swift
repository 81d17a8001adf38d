internal import CKernels

/// The small products whose shapes depend on the heads. Products of full width, which every tile passes, are `Linear`'s, which
/// packs its weights once.
extension Rows {
    /// self += scale * a^T b. a [rows, m], b [rows, n], self [m, n]
    func addProduct(transposed a: Rows, _ b: Rows, scale: Float = 1) {
        precondition(
            a.count == b.count && count == a.columns && columns == b.columns,
            "[\(count), \(columns)] += [\(a.count), \(a.columns)]^T [\(b.count), \(b.columns)]")
        unsafe kernel_add_transposed_product(
            count, columns, a.count, scale, a.base, a.stride, b.base, b.stride, base, stride)
    }

    /// self = scale * a b^T. a [m, k], b [n, k], self [m, n]
    func setProduct(_ a: Rows, transposed b: Rows, scale: Float = 1) {
        precondition(
            a.columns == b.columns && count == a.count && columns == b.count,
            "[\(count), \(columns)] = [\(a.count), \(a.columns)] [\(b.count), \(b.columns)]^T")
        unsafe kernel_product_transposed(
            count, columns, a.columns, scale, a.base, a.stride, b.base, b.stride, base, stride)
    }
}
