internal import Glibc

/// The outlines of a pen's line: a rectangle for each piece, and a disc at each end and corner. All run in one direction.
struct Stroke {
    private(set) var outlines: [[SIMD2<Double>]] = []
    private let radius: Double

    init(_ points: [SIMD2<Double>], pen: Drawing.Pen) {
        radius = pen.width / 2
        let pieces = pen.dashes.isEmpty ? [points] : Self.dashed(points, pen.dashes)
        for piece in pieces {
            for point in piece { outlines.append(disc(at: point)) }
            for (start, end) in zip(piece, piece.dropFirst()) where start != end {
                outlines.append(rectangle(from: start, to: end))
            }
        }
    }

    private func disc(at center: SIMD2<Double>) -> [SIMD2<Double>] {
        let count = max(24, Int(radius * 8))
        return (0..<count).map { place in
            let angle = 2 * Double.pi * Double(place) / Double(count)
            return center + radius * SIMD2(cos(angle), sin(angle))
        }
    }

    private func rectangle(from start: SIMD2<Double>, to end: SIMD2<Double>) -> [SIMD2<Double>] {
        let along = end - start
        let side = radius / (along.x * along.x + along.y * along.y).squareRoot() * SIMD2(-along.y, along.x)
        return [start - side, end - side, end + side, start + side]
    }

    /// Cuts a line into dashes.
    private static func dashed(_ points: [SIMD2<Double>], _ lengths: [Double]) -> [[SIMD2<Double>]] {
        guard let first = points.first, lengths.reduce(0, +) > 0 else { return [points] }
        var pieces = [[first]]
        var (place, left) = (0, lengths[0])
        for (start, end) in zip(points, points.dropFirst()) {
            var start = start
            var length = ((end - start) * (end - start)).sum().squareRoot()
            while length > left {
                let cut = start + (end - start) * (left / length)
                if place % 2 == 0 { pieces[pieces.count - 1].append(cut) } else { pieces.append([cut]) }
                (start, length) = (cut, length - left)
                place += 1
                left = lengths[place % lengths.count]
            }
            left -= length
            if place % 2 == 0 { pieces[pieces.count - 1].append(end) }
        }
        return pieces
    }
}
