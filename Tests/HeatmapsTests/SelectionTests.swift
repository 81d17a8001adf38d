import Images
import Testing

@testable import Heatmaps

struct SelectionTests {
    /// These have the values 0.4, 1, 0.4, 0.8, 0, 1.
    private let scores = [2, 5, 2, 4, 0, 5] as [Float]

    private func tiles(_ selection: Selection) throws -> [Int] {
        try selection.tiles(of: Normalization.minmax.applied(to: scores))
    }

    @Test func `a threshold keeps the tiles that reach it`() throws {
        #expect(try tiles(.values(atLeast: 0.8)) == [1, 3, 5])
        #expect(try tiles(.scores(atLeast: 2)) == [0, 1, 2, 3, 5])
        #expect(try tiles(.scores(atLeast: 6)) == [])
        #expect(try tiles(.all) == Array(0..<6))
    }

    @Test func `among equal scores, the top tiles are those with lower indices`() throws {
        #expect(try tiles(.top(1)) == [1])
        #expect(try tiles(.top(2)) == [1, 5])
        #expect(try tiles(.top(4)) == [0, 1, 3, 5])
        #expect(try tiles(.top(100)) == Array(0..<6))
    }

    @Test func `the top percent is rounded up to whole tiles`() throws {
        #expect(try tiles(.topPercent(0.001)) == [1])
        #expect(try tiles(.topPercent(34)) == [1, 3, 5])
        #expect(try tiles(.topPercent(50)) == [1, 3, 5])
        #expect(try tiles(.topPercent(100)) == Array(0..<6))
    }

    @Test func `the top tiles are chosen by score if values are clipped`() throws {
        let clipped = try Normalization.none.applied(to: [3, 7, 5])
        #expect(try Selection.top(1).tiles(of: clipped) == [1])
    }

    @Test func `the top tiles of two-sided scores speak for something`() throws {
        let sided = try Normalization.rank.applied(to: [-9, 0, 3, 1, -1], isTwoSided: true)
        #expect(try Selection.top(1).tiles(of: sided) == [2])
        #expect(try Selection.top(4).tiles(of: sided) == [2, 3])
        #expect(try Selection.topPercent(100).tiles(of: sided) == [2, 3])
        let against = try Normalization.rank.applied(to: [-9, -1], isTwoSided: true)
        #expect(try Selection.top(2).tiles(of: against) == [])
        let signed = try Normalization.rank.applied(to: [-9, 0, 3, 1, -1])
        #expect(try Selection.top(4).tiles(of: signed) == [1, 2, 3, 4])
    }

    @Test(arguments: [
        Selection.values(atLeast: 1.5), .values(atLeast: .nan), .scores(atLeast: .infinity), .top(0), .top(-3),
        .topPercent(0), .topPercent(101), .topPercent(.nan),
    ])
    func `an impossible selection is refused`(selection: Selection) {
        let error = #expect(throws: HeatmapError.self) { try tiles(selection) }
        #expect(error?.description.contains("expected") == true)
    }

    @Test func `unselected tiles affect no pixel`() throws {
        let size = PixelSize(width: 3, height: 1)
        let layout = TileLayout(origins: [[0, 0], [1, 0]], side: 2, slide: size)
        let all = try Normalization.minmax.applied(to: [0, 1])
        let heatmap = try Heatmap(values: all, tiles: layout, selection: .top(1))
        #expect(heatmap.drawnTileCount == 1)
        let red = Array(ColorMap.jet.table.suffix(3))
        let picture = try heatmap.drawn(over: .white(size), colorMap: .jet, alpha: 1)
        #expect(picture.pixels == [255, 255, 255] + red + red)
    }

    @Test(arguments: [HeatmapStyle.tiles, .smooth()])
    func `a picture without tiles is the background`(style: HeatmapStyle) throws {
        let size = PixelSize(width: 5, height: 4)
        let layout = TileLayout(origins: [[0, 0]], side: 2, slide: size)
        let scores = try Normalization.minmax.applied(to: [1])
        var heatmap = try Heatmap(values: scores, tiles: layout, selection: .scores(atLeast: 2))
        heatmap.style = style
        #expect(try heatmap.drawn(over: .white(size)).pixels.allSatisfy { $0 == 255 })
        heatmap.outline = Outline()
        #expect(try heatmap.drawn(over: .transparent(size)).pixels.allSatisfy { $0 == 0 })
    }
}
