import Testing

@testable import Images

struct ResizingTests {
    @Test(arguments: [(23, 15), (20, 13), (47, 10), (1, 1), (94, 62)])
    func `a picture shrinks to the means of its pixels, like Pillow's box filter`(width: Int, height: Int) throws {
        let photo = try Image(contentsOf: Fixtures.path("resize/photo.png"))
        let resized = photo.resized(to: PixelSize(width: width, height: height))
        let expected = try Fixtures.bytes("resize/\(width)x\(height).raw")
        #expect(resized.pixels.count == expected.count)
        let difference = zip(resized.pixels, expected).map { abs(Int($0) - Int($1)) }.max()
        #expect(difference ?? 255 <= 1, "Pillow rounds between its two passes")
    }

    @Test func `colours are weighted by their opacity`() {
        let pair = Image(
            size: PixelSize(width: 2, height: 1), channels: .rgba, pixels: [200, 100, 0, 255, 7, 7, 7, 0])
        #expect(pair.resized(to: PixelSize(width: 1, height: 1)).pixels == [200, 100, 0, 128])
    }

    @Test(arguments: [
        (100_000, 60_000, 2000, 1200),
        (60_000, 100_001, 1200, 2000),
        (640, 480, 640, 480),
        (1, 1_000_000, 1, 2000),
    ])
    func `a size is fitted to a longest side but never enlarged`(
        width: Int, height: Int, fittedWidth: Int, fittedHeight: Int
    ) {
        let fitted = PixelSize(width: width, height: height).fitted(toLongestSide: 2000)
        #expect(fitted == PixelSize(width: fittedWidth, height: fittedHeight))
    }
}
