internal import FoundationEssentials

/// The tiles of a slide in few bytes: what a page holds of them.
///
/// Scores are little-endian float32. Corners are runs of tiles that lie a step apart, as files list them, column after
/// column or row after row: x, y and the number of tiles, little-endian int32. Corners that are not whole numbers are
/// pairs of float64. Nothing is lost. All in base64.
struct PackedTiles: Sendable, Encodable {
    let scores: String
    let corners: String
    /// The step of the runs; none for pairs.
    let step: [Int]?

    init(scores: [Float], corners: [SIMD2<Double>]) {
        self.scores = Data(scores.flatMap { Self.bytes(of: $0.bitPattern) }).base64EncodedString()
        let whole = corners.compactMap { corner -> SIMD2<Int>? in
            guard let x = Int32(exactly: corner[0]), let y = Int32(exactly: corner[1]) else { return nil }
            return SIMD2(Int(x), Int(y))
        }
        guard whole.count == corners.count else {
            step = nil
            self.corners = Data(corners.flatMap { Self.bytes(of: $0.x.bitPattern) + Self.bytes(of: $0.y.bitPattern) })
                .base64EncodedString()
            return
        }
        let step = Self.commonStep(of: whole)
        self.step = [step.x, step.y]
        let numbers = Self.runs(of: whole, step: step).flatMap { [$0.start.x, $0.start.y, $0.count] }
        self.corners = Data(numbers.flatMap { Self.bytes(of: UInt32(truncatingIfNeeded: $0)) }).base64EncodedString()
    }

    /// The most frequent way from a tile to the next; of equally frequent ones the smallest.
    private static func commonStep(of corners: [SIMD2<Int>]) -> SIMD2<Int> {
        var counts: [SIMD2<Int>: Int] = [:]
        for (corner, next) in zip(corners, corners.dropFirst()) { counts[next &- corner, default: 0] += 1 }
        func isBefore(_ first: SIMD2<Int>, _ second: SIMD2<Int>) -> Bool {
            let (near, far) = (abs(first.x) + abs(first.y), abs(second.x) + abs(second.y))
            return (near, first.x, first.y) < (far, second.x, second.y)
        }
        let best = counts.max { $0.value < $1.value || $0.value == $1.value && isBefore($1.key, $0.key) }
        return best?.key ?? SIMD2(0, 0)
    }

    private static func runs(of corners: [SIMD2<Int>], step: SIMD2<Int>) -> [(start: SIMD2<Int>, count: Int)] {
        var runs: [(start: SIMD2<Int>, count: Int)] = []
        var expected: SIMD2<Int>?
        for corner in corners {
            if corner == expected {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((corner, 1))
            }
            expected = corner &+ step
        }
        return runs
    }

    private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
