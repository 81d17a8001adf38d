/// A sweep over the edges of a ring, from left to right (Shamos and Hoey, "Geometric intersection problems", 1976): it finds
/// an edge that crosses another, and where points lie, in the time of a sort.
///
/// A ring may touch itself. An edge crosses another if their insides meet in one point.
struct RingSweep {
    /// Where a point lies.
    enum Side { case outside, border, inside }

    /// Two edges of a ring cross near this point.
    struct Crossing: Error, Equatable {
        let point: SIMD2<Double>
    }

    /// The ends of the edges, the left one first; of a vertical edge, the one with the smaller y. [edges]
    private let edges: [(left: SIMD2<Double>, right: SIMD2<Double>)]
    /// The ends of all edges from left to right. At one point, edges end before others begin.
    private let events: [Event]

    private struct Event {
        let point: SIMD2<Double>
        let edge: Int32
        let begins: Bool
    }

    /// - Parameter ring: the corners; the last is joined with the first.
    init(_ ring: [SIMD2<Double>]) {
        var edges: [(left: SIMD2<Double>, right: SIMD2<Double>)] = []
        edges.reserveCapacity(ring.count)
        for (place, point) in ring.enumerated() {
            let next = ring[place + 1 < ring.count ? place + 1 : 0]
            if point != next { edges.append(point.precedes(next) ? (point, next) : (next, point)) }
        }
        var events: [Event] = []
        events.reserveCapacity(2 * edges.count)
        for (number, edge) in edges.enumerated() {
            events.append(Event(point: edge.left, edge: Int32(number), begins: true))
            events.append(Event(point: edge.right, edge: Int32(number), begins: false))
        }
        events.sort { $0.point == $1.point ? !$0.begins && $1.begins : $0.point.precedes($1.point) }
        (self.edges, self.events) = (edges, events)
    }

    /// Returns where points lie.
    ///
    /// - Parameter points: sorted by x, those with one x by y.
    /// - Throws: `Crossing` if the ring crosses itself.
    func sides(of points: [SIMD2<Double>] = []) throws(Crossing) -> [Side] {
        var order = SweepOrder()
        var sides: [Side] = []
        sides.reserveCapacity(points.count)
        var event = 0
        while event < events.count {
            let point = events[event].point
            while sides.count < points.count, points[sides.count].precedes(point) {
                sides.append(side(of: points[sides.count], in: order))
            }
            while event < events.count, events[event].point == point {
                if events[event].begins {
                    try begin(events[event].edge, in: &order)
                } else {
                    try end(events[event].edge, in: &order)
                }
                event += 1
            }
            while sides.count < points.count, points[sides.count] == point { sides.append(.border) }
        }
        while sides.count < points.count { sides.append(.outside) }
        return sides
    }

    /// Returns where a point lies that is no corner, from the edges above and below it.
    private func side(of point: SIMD2<Double>, in order: SweepOrder) -> Side {
        let place = order.place { orientation(edges[Int($0)].left, edges[Int($0)].right, point) > 0 }
        if let edge = order[place], orientation(edges[Int(edge)].left, edges[Int(edge)].right, point) == 0 {
            return .border
        }
        return order.count(below: place).isMultiple(of: 2) ? .outside : .inside
    }

    private func begin(_ edge: Int32, in order: inout SweepOrder) throws(Crossing) {
        let (left, right) = edges[Int(edge)]
        let place = order.place { isBelow($0, edge, at: left, towards: right) }
        if let below = order.below(place) { try requireApart(below, edge) }
        if let above = order[place] { try requireApart(edge, above) }
        order.insert(edge, at: place)
    }

    private func end(_ edge: Int32, in order: inout SweepOrder) throws(Crossing) {
        let (left, right) = edges[Int(edge)]
        let place = order.place { $0 != edge && isBelow($0, edge, at: right, towards: left) }
        // Where edges cross, their order is another one on the other side.
        guard order[place] == edge else { throw Crossing(point: right) }
        if case (let below?, let above?) = order.remove(at: place) { try requireApart(below, above) }
    }

    /// Whether an edge that the sweep line meets is below another one at an end of that, and just before or after it if it
    /// passes there. Edges on one line are in the order of their numbers.
    private func isBelow(
        _ edge: Int32, _ other: Int32, at end: SIMD2<Double>, towards far: SIMD2<Double>
    ) -> Bool {
        let (left, right) = edges[Int(edge)]
        let side = orientation(left, right, end)
        if side != 0 { return side > 0 }
        let slope = orientation(left, right, far)
        return slope != 0 ? slope > 0 : edge < other
    }

    private func requireApart(_ first: Int32, _ second: Int32) throws(Crossing) {
        let (a, b) = (edges[Int(first)], edges[Int(second)])
        guard orientation(a.left, a.right, b.left) * orientation(a.left, a.right, b.right) < 0,
            orientation(b.left, b.right, a.left) * orientation(b.left, b.right, a.right) < 0
        else { return }
        let (along, across) = (a.right - a.left, b.right - b.left)
        let gap = b.left - a.left
        let part = (gap.x * across.y - gap.y * across.x) / (along.x * across.y - along.y * across.x)
        throw Crossing(point: a.left + along * min(max(part, 0), 1))
    }
}

extension SIMD2<Double> {
    /// Whether the point comes before another from left to right, and from small to large y above each other.
    func precedes(_ other: SIMD2<Double>) -> Bool { x == other.x ? y < other.y : x < other.x }
}
