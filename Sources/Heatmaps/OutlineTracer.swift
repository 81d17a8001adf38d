/// Finds the pixels of a line along the inner border of a region, row by row.
///
/// A pixel of the region belongs to the line if a pixel outside the region is nearer than the line's width plus half a
/// pixel. This is the straight distance between centres, so the line has the same width at every angle. Pixels beyond
/// the canvas are outside. A row comes out `lineWidth` rows after it goes in, and only the rows between are kept.
struct OutlineTracer {
    /// Whether each pixel of the finished row is on the line. [width]
    private(set) var line: [Bool]

    private let lineWidth: Int
    /// How far to look to the left and right in a row at each distance above or below. [lineWidth + 1]
    private let limits: [UInt8]
    /// For each pixel of the last rows, the distance along the row to the nearest pixel outside the region, at most
    /// `lineWidth + 1`; 0 for pixels outside.
    /// [2 lineWidth + 1, columns]
    private var reaches: [[UInt8]]
    private var received = 0

    init(columns: Int, lineWidth: Int) {
        let radius = Double(lineWidth) + 0.5
        self.lineWidth = lineWidth
        limits = (0...lineWidth).map { UInt8((radius * radius - Double($0 * $0)).squareRoot()) }
        reaches = Array(repeating: [UInt8](repeating: 0, count: columns), count: 2 * lineWidth + 1)
        line = [Bool](repeating: false, count: columns)
    }

    /// Takes the next row of the region and computes `line` for the row `lineWidth` rows above it. Returns false if
    /// there is no such row yet.
    mutating func take(_ isInside: [Bool]) -> Bool {
        OutlineTracer.measure(isInside, cap: UInt8(lineWidth + 1), into: &reaches[received % reaches.count])
        received += 1
        guard received > lineWidth else { return false }
        findLine(inRow: received - 1 - lineWidth)
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
        OutlineTracer.set(&line, own: own, limit: limits[0])
        for step in 1...lineWidth {
            // Rows above the canvas are still all 0, which means outside.
            for other in [row + step, row - step + reaches.count] {
                OutlineTracer.extend(&line, own: own, other: reaches[other % reaches.count], limit: limits[step])
            }
        }
    }

    private static func set(_ line: inout [Bool], own: [UInt8], limit: UInt8) {
        let own = own.span
        var line = line.mutableSpan
        for column in own.indices { line[column] = own[column] &- 1 < limit }
    }

    private static func extend(_ line: inout [Bool], own: [UInt8], other: [UInt8], limit: UInt8) {
        let own = own.span
        let other = other.span
        var line = line.mutableSpan
        for column in own.indices {
            let isReached = other[column] <= limit
            let isInside = own[column] > 0
            if isInside, isReached { line[column] = true }
        }
    }
}
