/// A polygon of an annotation: an outer ring, and the rings of its holes.
struct RegionPolygon: Sendable, Equatable {
    let shell: Ring
    let holes: [Ring]

    /// Closed ways around an area, and the box that holds it.
    struct Ring: Sendable, Equatable {
        /// The corners; the last is joined with the first.
        let corners: [SIMD2<Double>]
        let low: SIMD2<Double>
        let high: SIMD2<Double>
    }
}

extension RegionPolygon.Ring {
    /// What is wrong with a ring.
    enum Fault: Error, Equatable {
        case fewPositions(Int)
        case notClosed(first: SIMD2<Double>, last: SIMD2<Double>)
        case noArea
        case crossing(SIMD2<Double>)
    }

    /// Checks a ring as files have it, where the last position repeats the first.
    init(_ positions: ArraySlice<SIMD2<Double>>) throws(Fault) {
        guard let first = positions.first, let last = positions.last, positions.count >= 4 else {
            throw .fewPositions(positions.count)
        }
        guard first == last else { throw .notClosed(first: first, last: last) }
        corners = Array(positions.dropLast())
        low = corners.reduce(first) { pointwiseMin($0, $1) }
        high = corners.reduce(first) { pointwiseMax($0, $1) }
        do throws(RingSweep.Crossing) { _ = try RingSweep(corners).sides() } catch { throw .crossing(error.point) }
        guard hasArea else { throw .noArea }
    }

    private var hasArea: Bool {
        var area = 0.0
        var last = corners[corners.count - 1] - corners[0]
        for corner in corners {
            let next = corner - corners[0]
            area += last.x * next.y - last.y * next.x
            last = next
        }
        return area != 0
    }

    /// Whether a point lies in the box around the ring.
    func mayHold(_ point: SIMD2<Double>) -> Bool {
        point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y
    }
}
