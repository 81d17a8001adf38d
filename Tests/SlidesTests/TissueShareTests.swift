import Images
import Testing

@testable import Slides

@Suite struct `Tiles on tissue` {
    /// A slide of 4000 x 2000 px with tissue in its left half.
    private let slide = SlideSize(width: 4000, height: 2000)

    private func picture(
        glass: [UInt8] = [240, 238, 242], tissue: [UInt8] = [200, 150, 190], channels: Image.Channels = .rgb
    ) -> Image {
        let row = (0..<40).flatMap { $0 < 20 ? tissue : glass }
        return Image(
            size: PixelSize(width: 40, height: 20), channels: channels, pixels: (0..<20).flatMap { _ in row })
    }

    private func share(at columns: [Int], side: Double = 200, on image: Image, region: SlideRegion? = nil) throws
        -> Double
    {
        let origins = columns.map { SIMD2(Double($0), 400) }
        let tiles = try TileGrid(origins: origins, side: side, slideSize: slide, path: "slide.h5")
        return TissueShare(of: tiles, on: image, showing: region ?? SlideRegion(of: slide)).share
    }

    @Test func `tiles are counted by the pixels under them`() throws {
        #expect(try share(at: [0, 200, 1800], on: picture()) == 1)
        #expect(try share(at: [0, 200, 2000, 3800], on: picture()) == 0.5)
        #expect(try share(at: [2000, 3800], on: picture()) == 0)
    }

    @Test func `tissue in a twentieth of a tile is enough`() throws {
        // One of 10 pixels across is tissue; of 40 pixels across, none is.
        #expect(try share(at: [1900], side: 1000, on: picture()) == 1)
        #expect(try share(at: [2000], side: 1000, on: picture()) == 0)
    }

    @Test(arguments: [[255, 255, 255], [235, 230, 240], [0, 0, 0], [8, 8, 8]] as [[UInt8]])
    func `glass is bright and colourless, or black`(glass: [UInt8]) throws {
        #expect(try share(at: [0, 3000], on: picture(glass: glass)) == 0.5)
    }

    @Test(arguments: [[230, 190, 215], [120, 60, 140], [190, 190, 190]] as [[UInt8]])
    func `tissue may be pale, dark or grey`(tissue: [UInt8]) throws {
        #expect(try share(at: [0, 3000], on: picture(tissue: tissue)) == 0.5)
    }

    @Test func `transparent parts are glass`() throws {
        let image = picture(glass: [0, 100, 0, 0], tissue: [200, 150, 190, 255], channels: .rgba)
        #expect(try share(at: [0, 3000], on: image) == 0.5)
    }

    @Test func `a picture of a part of the slide is compared at its place`() throws {
        let part = SlideRegion(x: 2000, y: 0, width: 2000, height: 2000)
        #expect(try share(at: [2000, 2800, 3000, 3800], on: picture(), region: part) == 0.5)
    }

    @Test func `samples of a large picture are so many that a small tile has several, and no more than it needs`() {
        let size = PixelSize(width: 4000, height: 100)
        let image = Image(size: size, channels: .rgb, pixels: [UInt8](repeating: 200, count: 3 * 4000 * 100))
        func columns(tile: Double) -> Int { TissueMap(of: image, tile: tile).columns }
        #expect(columns(tile: 1000) == 500)
        #expect(columns(tile: 64) == 500)
        #expect(columns(tile: 50) == 667)
        #expect(columns(tile: 3) == 1000)
    }
}
