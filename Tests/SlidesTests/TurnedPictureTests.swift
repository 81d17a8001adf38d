import Images
import Testing

@testable import Slides

/// Whether a picture that was turned or mirrored is noticed, and no other is.
@Suite struct `A turned picture` {
    private static let samples = ["tumor-01", "normal-01", "tumor-02"]

    /// A picture of the size of its cells, each of which is tissue or glass.
    private func picture(_ size: PixelSize, isTissue: (Int, Int) -> Bool) -> Image {
        Image(
            size: size, channels: .rgb,
            pixels: (0..<size.height).flatMap { y in
                (0..<size.width).flatMap { x -> [UInt8] in isTissue(x, y) ? [190, 120, 170] : [243, 242, 244] }
            })
    }

    /// Tiles of 100 px on the cells of a picture of 100 px each.
    private func tiles(_ size: PixelSize, where isTile: (Int, Int) -> Bool) throws -> (TileGrid, SlideRegion) {
        let slide = SlideSize(width: 100 * size.width, height: 100 * size.height)
        let places = (0..<size.height).flatMap { y in (0..<size.width).map { x in (x, y) } }
        let origins = places.filter { isTile($0.0, $0.1) }.map { SIMD2(Double(100 * $0.0), Double(100 * $0.1)) }
        let tiles = try TileGrid(origins: origins, side: 100, slideSize: slide, path: "slide.h5")
        return (tiles, SlideRegion(of: slide))
    }

    private func turn(_ isTile: (Int, Int) -> Bool, _ image: Image) throws -> TurnedPicture? {
        let (tiles, region) = try tiles(image.size, where: isTile)
        return TurnedPicture(tiles, on: TissueMap(of: image), showing: region)
    }

    /// Tissue that looks different in each of the eight ways.
    private static func isTissue(_ x: Int, _ y: Int, _ size: PixelSize) -> Bool {
        (x < size.width / 4 && y < size.height / 2) || (y < size.height / 8 && x < size.width * 3 / 4)
    }

    @Test(arguments: PictureTurn.allCases) func `is told how it was turned, in all ways`(turn: PictureTurn) throws {
        let size = PixelSize(width: 48, height: 48)
        // Undo the turn for each pixel of the picture: half turns and mirrors undo themselves.
        let back: PictureTurn = turn == .clockwise ? .counterclockwise : turn == .counterclockwise ? .clockwise : turn
        let image = picture(size) { x, y in
            let place = back.place(of: (SIMD2(Double(x), Double(y)) + 0.5) / 48) * 48
            return Self.isTissue(Int(place.x), Int(place.y), size)
        }
        let found = try #require(try self.turn({ Self.isTissue($0, $1, size) }, image))
        #expect(found.turn == turn)
        #expect(found.undone == 1 && found.asItIs < 0.8)
    }

    @Test func `does not have its sides exchanged if the slide's differ`() throws {
        let size = PixelSize(width: 48, height: 24)
        let image = picture(size) { x, y in Self.isTissue(47 - x, y, size) }
        #expect(try turn({ Self.isTissue($0, $1, size) }, image)?.turn == .leftRight)
    }

    @Test func `is not suspected where it lies right`() throws {
        let size = PixelSize(width: 48, height: 24)
        let image = picture(size) { x, y in Self.isTissue(x, y, size) }
        #expect(try turn({ Self.isTissue($0, $1, size) }, image) == nil)
        // Tiles on a part of the tissue, on all of the slide, and on one corner.
        #expect(try turn({ x, y in Self.isTissue(x, y, size) && x < 6 }, image) == nil)
        #expect(try turn({ _, _ in true }, image) == nil)
        #expect(try turn({ x, y in x == 0 && y == 0 }, image) == nil)
    }

    @Test func `is not suspected for specks that other tiles would hit`() throws {
        let size = PixelSize(width: 48, height: 24)
        // Pale tissue that does not count, under the tiles, and a speck at the mirrored place.
        let image = picture(size) { x, y in x == 45 && y == 3 }
        #expect(try turn({ Self.isTissue($0, $1, size) }, image) == nil)
        let nothing = picture(size) { _, _ in false }
        #expect(try turn({ Self.isTissue($0, $1, size) }, nothing) == nil)
    }

    @Test func `is not suspected for pen marks beside the tissue`() throws {
        let size = PixelSize(width: 48, height: 24)
        let image = picture(size) { x, y in Self.isTissue(x, y, size) || (x > 40 && y > 16) }
        #expect(try turn({ Self.isTissue($0, $1, size) }, image) == nil)
    }

    // https://github.com/rendeirolab/LazySlide/issues/275, https://github.com/STOmics/SAW/issues/182
    @Test(arguments: samples) func `of a sample is noticed, and the sample itself is not`(name: String) throws {
        let folder = Fixtures.folder + "../../../samples/slides/"
        let tiles = try TileGrid(of: FeatureFile(path: folder + name + ".h5"))
        let region = SlideRegion(of: try #require(tiles.slideSize))
        let whole = try PictureFile(path: folder + name + ".png")
        let size = whole.size.fitted(toLongestSide: 300)
        let image = try whole.images(at: [size])[0]
        #expect(tiles.doubts(about: image, showing: region, path: "a.png", isSlide: false).isEmpty)
        for turn in [PictureTurn.halfTurn, .leftRight, .topBottom] {
            let map = TissueMap(of: turned(image, turn))
            let found = try #require(TurnedPicture(tiles, on: map, showing: region))
            #expect(found.turn == turn && found.undone > 0.98 && (0.8...0.94).contains(found.asItIs))
        }
        let doubts = tiles.doubts(
            about: turned(image, .halfTurn), showing: region, path: "a.png", isSlide: false)
        let words = try #require(doubts.first.map { "\($0)" })
        #expect(words.hasPrefix("a.png: the picture seems turned by 180 degrees: 99 % of its tissue would lie"))
        #expect(tiles.doubts(about: turned(image, .halfTurn), showing: region, path: "", isSlide: true).isEmpty)
    }

    private func turned(_ image: Image, _ turn: PictureTurn) -> Image {
        var pixels: [UInt8] = []
        for y in 0..<image.height {
            for x in 0..<image.width {
                let column = turn == .topBottom ? x : image.width - 1 - x
                let row = turn == .leftRight ? y : image.height - 1 - y
                pixels += image.pixels[3 * (row * image.width + column)..<3 * (row * image.width + column + 1)]
            }
        }
        return Image(size: image.size, channels: .rgb, pixels: pixels)
    }
}
