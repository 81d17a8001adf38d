/// The coordinates of a geometry, before its type is known: positions in up to four levels of lists.
struct GeoJSONCoordinates {
    /// How many lists are around a number: 1 for a point, 4 for a multipolygon; 0 for `null`.
    let depth: Int
    private var positions: [SIMD2<Double>] = []
    /// Where the innermost lists of positions end.
    private var ringEnds: [Int] = []
    /// How many of those there are when a list of them ends.
    private var polygonEnds: [Int] = []

    /// No coordinate of an annotation is farther from the slide's corner, in pixels.
    private static let farthest = 1e9

    /// Reads coordinates. Numbers after the first two of a position are left out.
    init(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) {
        var depth = 0
        if try scanner.takeNull() {
            self.depth = 0
            return
        }
        try scanner.require(UInt8(ascii: "["), "a list of coordinates")
        repeat { depth += 1 } while depth < 5 && scanner.take(UInt8(ascii: "["))
        guard depth < 5 else { throw scanner.fault("at most 4 lists in each other") }
        self.depth = depth
        try readList(level: depth, opened: depth, &scanner)
    }

    /// Reads the rest of a list of which some inner lists are open already.
    private mutating func readList(
        level: Int, opened: Int, _ scanner: inout JSONScanner
    ) throws(JSONScanner.Fault) {
        if level == 1 { return try readPosition(&scanner) }
        if opened == 1, scanner.take(UInt8(ascii: "]")) { return end(level) }
        var opened = opened
        repeat {
            if opened == 1 { try scanner.require(UInt8(ascii: "["), level == 2 ? "a position" : "a list of positions") }
            try readList(level: level - 1, opened: max(1, opened - 1), &scanner)
            opened = 1
        } while scanner.take(UInt8(ascii: ","))
        try scanner.require(UInt8(ascii: "]"), "',' or ']'")
        end(level)
    }

    private mutating func end(_ level: Int) {
        if level == 2 { ringEnds.append(positions.count) }
        if level == 3 { polygonEnds.append(ringEnds.count) }
    }

    private mutating func readPosition(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) {
        if depth == 1, scanner.take(UInt8(ascii: "]")) { return }
        let x = try Self.coordinate(&scanner)
        try scanner.require(UInt8(ascii: ","), "',' and a second number")
        let y = try Self.coordinate(&scanner)
        while scanner.take(UInt8(ascii: ",")) { _ = try scanner.number() }
        try scanner.require(UInt8(ascii: "]"), "',' or ']'")
        positions.append(SIMD2(x, y))
    }

    private static func coordinate(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) -> Double {
        let number = try scanner.number()
        guard abs(number) <= farthest else {
            throw JSONScanner.Fault(
                found: "a coordinate of \(number)", expected: "pixels, at most \(plainNumber(farthest))")
        }
        // The sweep compares points, and -0 and 0 are one place.
        return number == 0 ? 0 : number
    }

    /// Returns the rings of each polygon, if the lists are nested as those of a polygon (3) or a multipolygon (4). An empty
    /// list has no polygon with a ring.
    func polygons(depth: Int) -> [[ArraySlice<SIMD2<Double>>]]? {
        if positions.isEmpty, self.depth > 0 { return [[]] }
        guard self.depth == depth else { return nil }
        let starts = [0] + ringEnds
        var rings: ArraySlice<ArraySlice<SIMD2<Double>>> = zip(starts, ringEnds).map { positions[$0..<$1] }[...]
        var polygons: [[ArraySlice<SIMD2<Double>>]] = []
        var start = 0
        for end in polygonEnds {
            polygons.append(Array(rings.prefix(end - start)))
            rings = rings.dropFirst(end - start)
            start = end
        }
        return polygons
    }
}
