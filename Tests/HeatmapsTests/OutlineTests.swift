import Images
import Testing

@testable import Heatmaps

struct OutlineTests {
    @Test(arguments: [
        ("two-contours", "0", 1), ("two-contours", "0.5", 2), ("overlapping", "0.45", 3), ("grid", "0", 7),
    ])
    func `a line reaches as far into its region as scipy measures`(name: String, level: String, width: Int) throws {
        let picture = try Fixtures.json("pictures/\(name).json", as: HeatmapTests.Case.self)
        let expected = try Fixtures.bytes("outlines/\(name)-\(level)-\(width).raw")
        var heatmap = try Heatmap(values: picture.values, tiles: picture.layout)
        heatmap.outline = Outline(level: Double(level), width: width, color: [10, 200, 30])
        let thumbnail = picture.thumbnail
        let pixels = expected.indices.flatMap { pixel in
            expected[pixel] == 1 ? [10, 200, 30] : Array(thumbnail.pixels[3 * pixel..<3 * pixel + 3])
        }
        #expect(try heatmap.drawn(over: .thumbnail(thumbnail)).pixels == pixels)
        let clear = expected.flatMap { $0 == 1 ? [10, 200, 30, 255] : [0, 0, 0, 0] as [UInt8] }
        #expect(try heatmap.drawn(over: .transparent(picture.size)).pixels == clear)
    }

    @Test func `a line fills a thinner region, and an empty region has no line`() throws {
        let size = PixelSize(width: 9, height: 3)
        var heatmap = try Heatmap(values: [0.5], tiles: TileLayout(origins: [[2, 0]], side: 3, slide: size))
        heatmap.outline = Outline(width: 64)
        let row = [255, 255, 0, 0, 0, 255, 255, 255, 255].flatMap { [$0, $0, $0] as [UInt8] }
        #expect(try heatmap.drawn(over: .white(size)).pixels == row + row + row)
        heatmap.outline = Outline(level: 0.6)
        #expect(try heatmap.drawn(over: .white(size)).pixels.allSatisfy { $0 == 255 })
    }

    @Test func `a level that all values have is also reached with smoothing`() throws {
        let picture = try Fixtures.json("pictures/two-contours.json", as: HeatmapTests.Case.self)
        var heatmap = try Heatmap(values: picture.values.map { _ in 0.3 }, tiles: picture.layout)
        heatmap.style = .smooth()
        heatmap.outline = Outline(level: 0.3)
        let level = try heatmap.drawn(over: .white(picture.size))
        heatmap.outline = Outline()
        #expect(try heatmap.drawn(over: .white(picture.size)) == level)
    }

    @Test(arguments: [Outline(level: 2), Outline(level: .nan), Outline(width: 0), Outline(width: 65)])
    func `an invalid line is refused`(outline: Outline) throws {
        let size = PixelSize(width: 4, height: 4)
        var heatmap = try Heatmap(values: [1], tiles: TileLayout(origins: [[0, 0]], side: 2, slide: size))
        heatmap.outline = outline
        let error = #expect(throws: HeatmapError.self) { try heatmap.drawn(over: .white(size)) }
        #expect(error?.description.contains("an outline with") == true)
    }
}
