internal import Heatmaps

/// The tiles of a slide in few bytes: what a page holds of them. Nothing is lost.
struct PackedTiles: Sendable, Encodable {
    /// Scores as whole numbers in their order: the bits of a float32, those of a negative one turned, of another one plus
    /// 2^31.
    let scores: PackedIntegers
    let corners: PackedCorners

    init(scores: [Float], corners: [SIMD2<Double>]) {
        self.scores = PackedIntegers(scores.map { Int($0.orderedBits) })
        self.corners = PackedCorners(corners)
    }
}

/// Corners as runs of tiles that lie a step apart, as files list them: column after column, or row after row.
struct PackedCorners: Sendable, Encodable {
    /// From a run's tile to the next.
    let step: [Double]
    /// The first tile of each run.
    let x: Places
    let y: Places
    /// The number of its tiles.
    let counts: PackedIntegers

    /// Numbers along an axis: whole ones, or any, of which each is listed once and then named by its place in the list.
    enum Places: Sendable, Encodable {
        case whole(PackedIntegers)
        case listed([Double], PackedIntegers)

        init(_ numbers: [Double]) {
            let whole = numbers.compactMap { Int32(exactly: $0).map(Int.init) }
            if whole.count == numbers.count {
                self = .whole(PackedIntegers(whole))
                return
            }
            let list = Set(numbers).sorted()
            let places = Dictionary(uniqueKeysWithValues: zip(list, list.indices))
            self = .listed(list, PackedIntegers(numbers.map { places[$0] ?? 0 }))
        }

        private enum Key: String, CodingKey { case list, numbers }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            switch self {
            case .whole(let numbers): try container.encode(numbers, forKey: .numbers)
            case .listed(let list, let places):
                try container.encode(list, forKey: .list)
                try container.encode(places, forKey: .numbers)
            }
        }
    }

    init(_ corners: [SIMD2<Double>]) {
        let step = Self.commonStep(of: corners)
        var starts: [SIMD2<Double>] = []
        var counts: [Int] = []
        for corner in corners {
            // The page computes the same sum, of the same doubles.
            if let start = starts.last, let count = counts.last, start + Double(count) * step == corner {
                counts[counts.count - 1] += 1
            } else {
                starts.append(corner)
                counts.append(1)
            }
        }
        self.step = [step.x, step.y]
        (x, y) = (Places(starts.map(\.x)), Places(starts.map(\.y)))
        self.counts = PackedIntegers(counts)
    }

    /// The most frequent way from a tile to the next; of equally frequent ones the smallest.
    private static func commonStep(of corners: [SIMD2<Double>]) -> SIMD2<Double> {
        var counts: [SIMD2<Double>: Int] = [:]
        for (corner, next) in zip(corners, corners.dropFirst()) { counts[next - corner, default: 0] += 1 }
        func isBefore(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> Bool {
            let (near, far) = (abs(first.x) + abs(first.y), abs(second.x) + abs(second.y))
            return (near, first.x, first.y) < (far, second.x, second.y)
        }
        let best = counts.max { $0.value < $1.value || $0.value == $1.value && isBefore($1.key, $0.key) }
        return best?.key ?? SIMD2(0, 0)
    }
}
