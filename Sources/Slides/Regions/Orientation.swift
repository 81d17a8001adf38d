/// Returns on which side of a line a point lies: 1 to the left of it as one looks from `a` to `b` with y pointing up, -1 to
/// the right, 0 on it.
///
/// The answer is exact for all doubles whose products neither overflow nor underflow. The filter is `orient2d` of Shewchuk,
/// "Adaptive Precision Floating-Point Arithmetic", 1997.
func orientation(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Int {
    let left = (a.x - c.x) * (b.y - c.y)
    let right = (a.y - c.y) * (b.x - c.x)
    let sum = abs(left) + abs(right)
    if sum == 0 { return 0 }
    let determinant = left - right
    if abs(determinant) > 3.330_669_073_875_472e-16 * sum { return determinant > 0 ? 1 : -1 }
    return exactOrientation(a, b, c)
}

/// The same without rounding: the six products of the determinant, each as a pair of doubles, are summed exactly.
private func exactOrientation(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Int {
    var expansion: [Double] = []
    for (first, second) in [(a.x, b.y), (-a.x, c.y), (-c.x, b.y), (-a.y, b.x), (a.y, c.x), (c.y, b.x)] {
        let product = first * second
        add((-product).addingProduct(first, second), to: &expansion)
        add(product, to: &expansion)
    }
    // The last part that is not 0 is larger than all before it together.
    guard let largest = expansion.last(where: { $0 != 0 }) else { return 0 }
    return largest > 0 ? 1 : -1
}

/// Adds a number to an expansion whose parts do not overlap (Shewchuk's Grow-Expansion).
private func add(_ number: Double, to expansion: inout [Double]) {
    var carry = number
    for place in expansion.indices {
        let sum = carry + expansion[place]
        let virtual = sum - carry
        expansion[place] = (carry - (sum - virtual)) + (expansion[place] - virtual)
        carry = sum
    }
    expansion.append(carry)
}
