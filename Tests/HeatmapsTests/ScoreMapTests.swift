import Images
import Testing

@testable import Heatmaps

@Suite struct `Scores as numbers` {
    private func rows(
        _ scores: [Float], at origins: [SIMD2<Double>], _ selection: Selection = .all
    ) throws -> [[Float]] {
        let layout = TileLayout(origins: origins, side: 10, slide: PixelSize(width: 40, height: 20))
        let map = try ScoreMap(Normalization.rank.applied(to: scores), tiles: layout, selection: selection)
        var rows: [[Float]] = []
        map.forEachRow(of: PixelSize(width: 8, height: 4)) { (row) throws(Never) in rows.append(row) }
        return rows
    }

    @Test func `are exact on a tile, a mean where tiles overlap, and NaN elsewhere`() throws {
        let rows = try rows([1.1e-30, -3, 0.1], at: [[0, 0], [10, 0], [15, 5]])
        #expect(rows.count == 4 && rows.allSatisfy { $0.count == 8 })
        #expect(rows[0][..<2] == [1.1e-30, 1.1e-30] && rows[0][2..<4] == [-3, -3])
        #expect(rows[0][4...].allSatisfy(\.isNaN) && rows[3].allSatisfy(\.isNaN))
        #expect(rows[1][3] == Float((-3 + Double(Float(0.1))) / 2) && rows[1][4] == 0.1)
        #expect(rows[2][3...4] == [0.1, 0.1] && rows[2][..<3].allSatisfy(\.isNaN))
    }

    @Test func `of tiles that are not selected are left out`() throws {
        let rows = try rows([1, 2, 3], at: [[0, 0], [10, 0], [20, 0]], .top(1))
        #expect(rows[0].map(\.isNaN) == [true, true, true, true, false, false, true, true] && rows[0][4] == 3)
    }

    @Test func `are refused with tiles outside the slide`() {
        #expect(throws: HeatmapError.outsideSlide(count: 1, firstTile: 0, x: 90, y: 0, slide: "40 x 20")) {
            _ = try rows([1], at: [[90, 0]])
        }
    }
}
