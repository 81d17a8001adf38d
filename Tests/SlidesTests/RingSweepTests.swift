import Testing

@testable import Slides

/// The sweep beside plain loops over all edges.
@Suite struct `A sweep over a ring` {
    /// Numbers that are the same in every run.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 32) | (state << 32)
        }
    }

    /// Whether the insides of two edges meet in one point, for any pair.
    private func crosses(_ ring: [SIMD2<Double>]) -> Bool {
        let edges = ring.indices.map { (ring[$0], ring[($0 + 1) % ring.count]) }
        return edges.indices.contains { first in
            edges[..<first].contains { other in
                let (a, b) = edges[first]
                let (c, d) = other
                return orientation(a, b, c) * orientation(a, b, d) < 0
                    && orientation(c, d, a) * orientation(c, d, b) < 0
            }
        }
    }

    /// Counts the edges that a ray to the right meets.
    private func side(of point: SIMD2<Double>, in ring: [SIMD2<Double>]) -> RingSweep.Side {
        var isInside = false
        for place in ring.indices {
            let (a, b) = (ring[place], ring[(place + 1) % ring.count])
            let isInBox =
                min(a.x, b.x) <= point.x && point.x <= max(a.x, b.x) && min(a.y, b.y) <= point.y
                && point.y <= max(a.y, b.y)
            if isInBox, orientation(a, b, point) == 0 { return .border }
            let (low, high) = a.y < b.y ? (a, b) : (b, a)
            if low.y <= point.y, point.y < high.y, orientation(low, high, point) > 0 { isInside.toggle() }
        }
        return isInside ? .inside : .outside
    }

    @Test(arguments: [4, 5, 6, 7])
    func `finds a crossing where there is one, and sides where there is none`(corners: Int) {
        var random = Random(state: UInt64(corners))
        let grid = (0..<81).map { SIMD2(Double($0 / 9), Double($0 % 9)) }
        let between = (0..<64).map { SIMD2(Double($0 / 8) + 0.5, Double($0 % 8) + 0.5) }
        let points = (grid + between).sorted { $0.precedes($1) }
        var counts = (crossing: 0, simple: 0)
        for number in 0..<250 {
            // Few places, so that corners lie on edges and on each other, and edges on one line.
            let ring = (0..<corners).map { _ in
                SIMD2(Double(Int.random(in: 0...8, using: &random)), Double(Int.random(in: 0...8, using: &random)))
            }
            let doesCross = crosses(ring)
            counts.crossing += doesCross ? 1 : 0
            counts.simple += doesCross ? 0 : 1
            do throws(RingSweep.Crossing) {
                let sides = try RingSweep(ring).sides(of: points)
                let expected = points.map { side(of: $0, in: ring) }
                if doesCross || sides != expected { Issue.record("\(number): \(ring)") }
            } catch {
                if !doesCross { Issue.record("\(number): \(ring) crosses near \(error.point)") }
            }
        }
        #expect(counts.crossing > 20 && counts.simple > 5)
    }

    @Test func `blocks are split and joined in order`() {
        var order = SweepOrder()
        var expected: [Int32] = []
        var random = Random(state: 3)
        for edge in Int32(0)..<3000 {
            let place = Int.random(in: 0...expected.count, using: &random)
            let below = Set(expected[..<place])
            expected.insert(edge, at: place)
            order.insert(edge, at: order.place { below.contains($0) })
        }
        for place in [0, 1, 511, 512, 1500, 2999] {
            let below = Set(expected[..<place])
            let found = order.place { below.contains($0) }
            #expect(order[found] == expected[place] && order.count(below: found) == place)
            #expect(order.below(found) == (place > 0 ? expected[place - 1] : nil))
        }
        while let edge = expected.popLast() {
            let below = Set(expected)
            let place = order.place { below.contains($0) }
            #expect(order[place] == edge)
            _ = order.remove(at: place)
            guard expected.count > 2950 else { break }
        }
        #expect(order.place { _ in true } != order.place { _ in false })
    }

    @Test func `between the teeth of a comb is outside`() throws {
        // Each tooth is as high as the ring, so that every vertical line near its end meets them all.
        let teeth = 1000
        var ring = (0..<teeth).map { SIMD2($0.isMultiple(of: 2) ? 0.0 : 1000, Double($0)) }
        ring += [SIMD2(-1, Double(teeth)), SIMD2(-1, -1)]
        let points = (0..<500).map { SIMD2(500.0, Double($0) + 0.25) }
        let sides = try RingSweep(ring).sides(of: points)
        #expect(sides == points.map { side(of: $0, in: ring) })
        #expect(sides.contains(.inside) && sides.contains(.outside))
    }
}
