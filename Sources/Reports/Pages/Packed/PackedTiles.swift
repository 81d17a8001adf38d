internal import Heatmaps
internal import Ranking

/// The tiles of a slide in a compact form for the page, without loss.
struct PackedTiles: Sendable, Encodable {
    /// The scores as integers that sort in the same order: the bits of a float32, inverted if it is negative, plus 2^31
    /// if not. [tiles]
    let scores: PackedIntegers
    let corners: PackedCorners

    init(scores: [Float], corners: [SIMD2<Double>]) {
        self.scores = PackedIntegers(scores.map { Int($0.orderedBits) })
        self.corners = PackedCorners(corners)
    }
}

/// The corners as runs of tiles that are one step apart. Files list tiles column by column or row by row.
struct PackedCorners: Sendable, Encodable {
    /// The step from one tile of a run to the next. [x, y] in level-0 pixels
    let step: [Double]
    /// The x of the first tile of each run. [runs]
    let x: Places
    /// The y of the first tile of each run. [runs]
    let y: Places
    /// The number of tiles in each run. [runs]
    let counts: PackedIntegers

    /// Numbers along one axis: integers, or places in a list that has each different number once.
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
            // The page computes the same sum with the same doubles, so nothing is rounded differently.
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

    /// Returns the most frequent step from a tile to the next; of equally frequent steps, the smallest.
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
