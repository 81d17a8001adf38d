import Images
import Testing

@testable import Heatmaps

struct IslandTests {
    private static let size = PixelSize(width: 120, height: 90)

    /// A map whose tiles are the pixels of its picture.
    private static func heatmap() throws -> Heatmap {
        let values = try Fixtures.bytes("islands/values.raw").map { Double($0) / 255 }
        let origins = values.indices.map { SIMD2(Double($0 % size.width), Double($0 / size.width)) }
        return try Heatmap(values: values, tiles: TileLayout(origins: origins, side: 1, slide: size))
    }

    @Test(arguments: [(0, 1), (2, 0), (12, 0), (40, 2), (400, 1)])
    func `small islands and holes have no line, as scipy finds them, and lines have halos`(area: Int, halo: Int) throws
    {
        var heatmap = try Self.heatmap()
        var outline = Outline(level: 0.5, width: 2, color: [0, 229, 255])
        (outline.haloWidth, outline.minimumTiles) = (halo, area)
        heatmap.outline = outline
        let colors: [[UInt8]] = [[0, 0, 0, 0], [0, 229, 255, 255], [0, 0, 0, 255]]
        let expected = try Fixtures.bytes("islands/\(area)-\(halo).raw").flatMap { colors[Int($0)] }
        #expect(try heatmap.drawn(over: .transparent(Self.size)).pixels == expected)
    }

    @Test func `a line on a smoothed map knows islands too, and one of all tiles is empty if it is too small`() throws {
        var heatmap = try Self.heatmap()
        heatmap.style = .smooth(sigma: 2)
        func line(_ tiles: Int) throws -> [UInt8] {
            heatmap.outline = Outline(level: 0.5)
            heatmap.outline?.minimumTiles = tiles
            return try heatmap.drawn(over: .white(Self.size)).pixels
        }
        #expect(try line(0) == line(1) && line(0) != line(30))
        #expect(try line(120 * 90 + 1).allSatisfy { $0 == 255 })
        #expect(try line(.max).allSatisfy { $0 == 255 })
    }

    @Test(arguments: [(halo: 33, tiles: 0), (halo: -1, tiles: 0), (halo: 0, tiles: -1)])
    func `an impossible halo or number of tiles is refused`(halo: Int, tiles: Int) throws {
        var heatmap = try Self.heatmap()
        var outline = Outline(level: 0.5)
        (outline.haloWidth, outline.minimumTiles) = (halo, tiles)
        heatmap.outline = outline
        #expect { try heatmap.drawn(over: .white(Self.size)) } throws: { error in
            if case .badOutline? = error as? HeatmapError { true } else { false }
        }
    }
}
