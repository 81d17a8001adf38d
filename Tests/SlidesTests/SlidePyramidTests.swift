import Images
import Synchronization
import Testing

@testable import Slides

@Suite struct `A pyramid of a slide` {
    @Test func `halves down to one tile, and leaves out less than a pixel`() throws {
        let pyramid = try #require(
            SlidePyramid(of: SlideRegion(x: 300, y: 70, width: 100_003, height: 20_007), finest: 8))
        #expect(pyramid.levels.map(\.by) == [8, 16, 32, 64, 128])
        #expect(pyramid.levels.map(\.width) == [12_500, 6250, 3125, 1563, 782])
        #expect(pyramid.levels.map(\.height) == [2500, 1250, 625, 313, 157])
        #expect(pyramid.tileCount == 13 * 3 + 7 * 2 + 4 + 2 + 1)
        let last = SlidePyramid.Tile(level: 0, column: 12, row: 2)
        #expect(pyramid.size(of: last) == PixelSize(width: 212, height: 452))
        #expect(
            pyramid.region(of: last)
                == SlideRegion(x: 300 + 12 * 8192, y: 70 + 2 * 8192, width: 212 * 8, height: 452 * 8))
        #expect(pyramid.parts(of: SlidePyramid.Tile(level: 1, column: 6, row: 1)) == [last])
    }

    @Test func `has no level that its picture shows as well`() {
        let region = SlideRegion(x: 0, y: 0, width: 9000, height: 9000)
        #expect(SlidePyramid(of: region, finest: 2, below: 6)?.levels.map(\.by) == [2, 4])
        #expect(SlidePyramid(of: region, finest: 8, below: 8) == nil)
        #expect(SlidePyramid(of: SlideRegion(x: 0, y: 0, width: 7, height: 9000), finest: 8) == nil)
    }

    @Test func `a coarser tile has the means of up to four finer ones`() {
        var halves = HalvedTiles(size: PixelSize(width: 514, height: 2))
        func image(_ width: Int, _ height: Int, _ value: (Int, Int) -> Int) -> Image {
            let values = (0..<height).flatMap { y in (0..<width).map { x in UInt8(value(x, y)) } }
            return Image(
                size: PixelSize(width: width, height: height), channels: .rgb, pixels: values.flatMap { [$0, 0, $0] })
        }
        halves.add(image(1024, 3) { x, y in x / 8 + y }, column: 0, row: 0)
        halves.add(image(3, 3) { x, y in 10 * x + 3 * y }, column: 1, row: 0)
        let reds = (0..<2).map { y in (0..<514).map { x in Int(halves.pixels[3 * (514 * y + x)]) } }
        // (0 + 0 + 1 + 1 + 2) / 4, and the odd last row counts twice.
        #expect(reds[0][..<2] == [1, 1] && reds[0][4...5] == [2, 2] && reds[0][511] == 128)
        #expect(reds[1][..<2] == [2, 2] && reds[1][511] == 129)
        // (0 + 10 + 3 + 13 + 2) / 4, and the odd last column and row count twice.
        #expect(reds[0][512...] == [7, 22] && reds[1][512...] == [11, 26])
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, Fixtures.noOpenSlide))
    func `has the slide's own pixels, in their place`() throws {
        let slide = try WholeSlide(path: Fixtures.slide("leica.scn"))
        let region = try #require(slide.bounds)
        let part = SlideRegion(x: region.x + 8, y: region.y + 4, width: 201, height: 99)
        let pyramids = [SlidePyramid(of: region, finest: 1, below: 4), SlidePyramid(of: part, finest: 2, below: 4)]
            .compactMap(\.self)
        let found = Mutex<[String: Image]>([:])
        try slide.forEachTile(of: pyramids, threads: 2) { number, tile, image in
            found.withLock { $0["\(number) \(tile.level) \(tile.column) \(tile.row)"] = image }
        }
        let tiles = found.withLock { $0 }
        #expect(tiles.keys.sorted() == ["0 0 0 0", "0 1 0 0", "1 0 0 0"])
        let whole = try slide.picture(of: region, size: PixelSize(width: 320, height: 192))
        #expect(tiles["0 0 0 0"] == whole)
        #expect(tiles["0 1 0 0"] == whole.resized(to: PixelSize(width: 160, height: 96)))
        let cut = whole.cropped(columns: 8..<208, rows: 4..<102)
        #expect(tiles["1 0 0 0"] == cut.resized(to: PixelSize(width: 100, height: 49)))
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, Fixtures.noOpenSlide))
    func `stops at the first error`() throws {
        struct Stop: Error {}
        let slide = try WholeSlide(path: Fixtures.slide("leica.scn"))
        let pyramid = try #require(SlidePyramid(of: slide.region, finest: 1))
        #expect(throws: Stop.self) { try slide.forEachTile(of: [pyramid]) { _, _, _ in throw Stop() } }
    }
}
