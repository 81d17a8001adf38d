/// A part of the area between two curves where one of them is above the other all the time.
struct SignedArea: Equatable {
    /// Whether the upper curve is the second one.
    let isPositive: Bool
    /// The corners, along the first curve and back along the second one.
    let points: [SIMD2<Double>]

    /// Whether a reader sees the area: a gap of a hundredth is as thick as the lines.
    var isSeen: Bool { zip(points, points.reversed()).contains { abs($0.y - $1.y) > 0.01 } }

    /// Cuts the area between two curves where they cross.
    ///
    /// - Parameter places: where the values are, from left to right. [steps]
    static func areas(between first: [Float], and second: [Float], at places: [Double]) -> [SignedArea] {
        var areas: [SignedArea] = []
        var run: (lower: [SIMD2<Double>], upper: [SIMD2<Double>], sign: Double) = ([], [], 0)
        func close() {
            guard run.sign != 0, run.lower.count > 1 else { return }
            areas.append(SignedArea(isPositive: run.sign > 0, points: run.lower + run.upper.reversed()))
        }
        for step in places.indices {
            let here = (SIMD2(places[step], Double(first[step])), SIMD2(places[step], Double(second[step])))
            let gap = here.1.y - here.0.y
            if let last = run.lower.last, let above = run.upper.last, gap * run.sign < 0 {
                let before = above.y - last.y
                let crossing = last + (here.0 - last) * (before / (before - gap))
                run.lower.append(crossing)
                run.upper.append(crossing)
                close()
                run = ([crossing], [crossing], 0)
            }
            run.lower.append(here.0)
            run.upper.append(here.1)
            if run.sign == 0 { run.sign = gap == 0 ? 0 : gap > 0 ? 1 : -1 }
        }
        close()
        return areas
    }
}
