import Heatmaps
import Testing

@Suite struct `Tiles that are spread` {
    /// The rule, word by word: every tile is compared with every chosen one.
    private static func naive(
        _ count: Int, _ scores: [Float], _ origins: [SIMD2<Double>], _ distance: Double
    ) -> [Int] {
        let order = scores.indices.sorted { scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1] }
        var chosen: [Int] = []
        for tile in order where chosen.count < count {
            let isFar = chosen.allSatisfy { other in
                let (dx, dy) = (origins[other].x - origins[tile].x, origins[other].y - origins[tile].y)
                return dx * dx + dy * dy >= distance * distance
            }
            if isFar { chosen.append(tile) }
        }
        return chosen
    }

    @Test(arguments: [0.0, 0.25, 1, 255.5, 512, 1024, 2048.5, 1e9], [0, 1, 7, 500])
    func `are those of the naive rule`(distance: Double, count: Int) {
        var generator = SystemRandomNumberGenerator()
        // Few values, so that many tiles share a score; places on a grid, beside it, left of 0, and shared.
        let scores = (0..<300).map { _ in Float(Int.random(in: -3...3, using: &generator)) }
        let origins = (0..<300).map { tile in
            SIMD2(
                Double(Int.random(in: -8...20, using: &generator)) * 512 + (tile % 3 == 0 ? 0.75 : 0),
                Double(Int.random(in: -8...20, using: &generator)) * 512)
        }
        let found = TileSpread.highest(count, of: scores, at: origins, apart: distance)
        #expect(found == Self.naive(count, scores, origins, distance))
    }

    @Test func `may be exactly the distance apart, and no nearer`() {
        let origins: [SIMD2<Double>] = [[0, 0], [300, 400], [0, 500], [0, 499]]
        #expect(TileSpread.highest(4, of: [4, 3, 2, 1], at: origins, apart: 500) == [0, 1])
        #expect(TileSpread.highest(4, of: [4, 1, 2, 3], at: origins, apart: 500) == [0, 2])
        #expect(TileSpread.highest(4, of: [1, 1, 1, 1], at: origins, apart: 400) == [0, 1])
    }

    @Test func `that come first do not depend on how many are wanted`() {
        let origins = (0..<100).map { SIMD2(Double($0 % 10) * 256, Double($0 / 10) * 256) }
        let scores = (0..<100).map { Float($0 * 37 % 101) }
        let all = TileSpread.highest(100, of: scores, at: origins, apart: 600)
        #expect(all.count > 5 && all.count < 20)
        for count in 0..<all.count {
            #expect(TileSpread.highest(count, of: scores, at: origins, apart: 600) == Array(all.prefix(count)))
        }
    }

    @Test func `are found among 100,000 in one pass, and far-off places are no trouble`() {
        let origins: [SIMD2<Double>] = (0..<100_000).map { tile in
            let (column, row) = (Double(tile % 400), Double(tile / 400))
            return SIMD2(column * 256 - 1e9, row * 256 + 1e9)
        }
        // The order of the file, from the last tile to the first.
        let found = TileSpread.tiles(.max, from: (0..<100_000).reversed(), at: origins, apart: 256 * 20)
        #expect(found.first == 99_999 && found.count >= 20 * 13)
        for (place, tile) in found.enumerated() {
            for other in found[..<place] {
                let step = origins[tile] - origins[other]
                #expect((step * step).sum() >= 26_214_400)
            }
        }
        #expect(TileSpread.tiles(3, from: 0..<100_000, at: origins, apart: 1e-300) == [0, 1, 2])
    }
}
