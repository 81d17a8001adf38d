/// Finds the pixels of a line along the inner border of a region, row by row.
///
/// A pixel of the region belongs to the line if a pixel outside the region is nearer than the line's width plus half a
/// pixel. This is the straight distance between centres, so the line has the same width at every angle. Pixels beyond
/// the canvas are outside. A line with a halo is three lines, one inside the other: halo, line and halo. A row comes out as
/// many rows after it goes in as all of them are wide, and only the rows between are kept.
struct OutlineTracer {
    /// Pixels of the finished row: 1 on the line, 2 on its halo, else 0. [width]
    private(set) var line: [UInt8]

    /// The lines that lie over one another, the widest first.
    private let rings: [Ring]
    private let totalWidth: Int
    /// For each pixel of the last rows, the distance along the row to the nearest pixel outside the region, at most
    /// `totalWidth + 1`; 0 for pixels outside.
    /// [2 totalWidth + 1, columns]
    private var reaches: [[UInt8]]
    private var received = 0

    private struct Ring {
        /// What its pixels are marked with.
        let mark: UInt8
        /// How far to look to the left and right in a row at each distance above or below. [width + 1]
        let limits: [UInt8]

        init(width: Int, mark: UInt8) {
            let radius = Double(width) + 0.5
            self.mark = mark
            limits = (0...width).map { UInt8((radius * radius - Double($0 * $0)).squareRoot()) }
        }
    }

    init(columns: Int, outline: Outline) {
        let (width, halo) = (outline.width, outline.haloWidth)
        rings =
            halo == 0
            ? [Ring(width: width, mark: 1)]
            : [
                Ring(width: width + 2 * halo, mark: 2), Ring(width: width + halo, mark: 1), Ring(width: halo, mark: 2),
            ]
        totalWidth = width + 2 * halo
        reaches = Array(repeating: [UInt8](repeating: 0, count: columns), count: 2 * totalWidth + 1)
        line = [UInt8](repeating: 0, count: columns)
    }

    /// Takes the next row of the region and computes `line` for the row `totalWidth` rows above it. Returns false if
    /// there is no such row yet.
    mutating func take(_ isInside: [Bool]) -> Bool {
        OutlineTracer.measure(isInside, cap: UInt8(totalWidth + 1), into: &reaches[received % reaches.count])
        received += 1
        guard received > totalWidth else { return false }
        findLine(inRow: received - 1 - totalWidth)
        return true
    }

    private static func measure(_ isInside: [Bool], cap: UInt8, into reach: inout [UInt8]) {
        let isInside = isInside.span
        var reach = reach.mutableSpan
        var distance: UInt8 = 0
        for column in isInside.indices {
            distance = isInside[column] ? min(distance + 1, cap) : 0
            reach[column] = distance
        }
        distance = 0
        for column in isInside.indices.reversed() {
            distance = isInside[column] ? min(distance + 1, cap) : 0
            reach[column] = min(reach[column], distance)
        }
    }

    private mutating func findLine(inRow row: Int) {
        let own = reaches[row % reaches.count]
        for column in line.indices { line[column] = 0 }
        for ring in rings {
            OutlineTracer.mark(&line, ring.mark, own: own, other: own, limit: ring.limits[0])
            for step in 1..<ring.limits.count {
                // Rows above the canvas are still all 0, which means outside.
                for other in [row + step, row - step + reaches.count] {
                    OutlineTracer.mark(
                        &line, ring.mark, own: own, other: reaches[other % reaches.count], limit: ring.limits[step])
                }
            }
        }
    }

    private static func mark(_ line: inout [UInt8], _ mark: UInt8, own: [UInt8], other: [UInt8], limit: UInt8) {
        let own = own.span
        let other = other.span
        var line = line.mutableSpan
        for column in own.indices {
            let isReached = other[column] <= limit
            let isInside = own[column] > 0
            if isInside, isReached { line[column] = mark }
        }
    }
}
