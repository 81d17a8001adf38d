/// Points from left to right, so that those in a region are found without looking at all others.
struct SortedPoints {
    /// The points' numbers, in the order of the points. [points]
    private let numbers: [Int]
    private let points: [SIMD2<Double>]
    /// Which of the sorted points lie in a region. [points]
    private var isFound: [Bool]
    /// How many more points are compared with boxes around rings.
    private var work: Int

    /// Nothing was found within the allowed number of comparisons.
    struct TooMuchWork: Error {}

    init(_ points: [SIMD2<Double>], work: Int) {
        numbers = points.indices.sorted { points[$0].precedes(points[$1]) }
        self.points = numbers.map { points[$0] }
        isFound = [Bool](repeating: false, count: points.count)
        self.work = work
    }

    /// Which points were found. [points]
    var found: [Bool] {
        var found = isFound
        for (place, number) in numbers.enumerated() { found[number] = isFound[place] }
        return found
    }

    /// Finds the points in a polygon, those on its border and on the borders of its holes included.
    mutating func find(in polygon: RegionPolygon) throws(TooMuchWork) {
        let range = try counted(Self.range(of: polygon.shell, count: points.count) { points[$0].x })
        let places = range.filter { !isFound[$0] && polygon.shell.mayHold(points[$0]) }
        var sides = Self.sides(of: places.map { points[$0] }, in: polygon.shell)
        for hole in polygon.holes {
            let range = try counted(Self.range(of: hole, count: places.count) { points[places[$0]].x })
            let inBox = range.filter { sides[$0] != .outside && hole.mayHold(points[places[$0]]) }
            for (place, side) in zip(inBox, Self.sides(of: inBox.map { points[places[$0]] }, in: hole))
            where side == .inside {
                sides[place] = .outside
            }
        }
        for (place, side) in zip(places, sides) where side != .outside { isFound[place] = true }
    }

    private mutating func counted(_ range: Range<Int>) throws(TooMuchWork) -> Range<Int> {
        work -= range.count
        guard work >= 0 else { throw TooMuchWork() }
        return range
    }

    /// Returns which of the points from left to right have an x in the box around a ring.
    private static func range(of ring: RegionPolygon.Ring, count: Int, x: (Int) -> Double) -> Range<Int> {
        func first(where holds: (Double) -> Bool) -> Int {
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if holds(x(middle)) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        return first { $0 >= ring.low.x }..<first { $0 > ring.high.x }
    }

    private static func sides(of points: [SIMD2<Double>], in ring: RegionPolygon.Ring) -> [RingSweep.Side] {
        if points.isEmpty { return [] }
        // The ring was found to cross itself nowhere when it was read.
        return (try? RingSweep(ring.corners).sides(of: points)) ?? points.map { _ in .outside }
    }
}
