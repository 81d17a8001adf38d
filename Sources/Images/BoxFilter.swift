/// Which pixels of an image become which pixel of a smaller one.
package enum BoxFilter {
    /// The source pixels behind each target pixel along one axis, as Pillow's box filter chooses them; never empty.
    ///
    /// - Parameter extent: how much of the source's pixels the image fills, if not all of the last one.
    package static func windows(from source: Int, extent: Double? = nil, to target: Int) -> [Range<Int>] {
        let scale = (extent ?? Double(source)) / Double(target)
        let support = max(scale, 1) / 2
        return (0..<target).map { index in
            let center = (Double(index) + 0.5) * scale
            var lower = min(Int(max(center - support + 0.5, 0)), source - 1)
            var upper = max(min(Int(center + support + 0.5), source), lower + 1)
            // A window may end exactly on a pixel's centre. Pillow's arithmetic then decides whose pixel it is.
            func belongs(_ pixel: Int) -> Bool {
                let distance = (Double(pixel) - center + 0.5) * (1 / (2 * support))
                return distance > -0.5 && distance <= 0.5
            }
            if upper - lower > 1, !belongs(lower) { lower += 1 }
            if upper - lower > 1, !belongs(upper - 1) { upper -= 1 }
            return lower..<upper
        }
    }
}
