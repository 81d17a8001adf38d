import Images
import Testing

@testable import Heatmaps

struct MeanColorTests {
    /// Each pixel of tiles counts once, however many tiles are over it.
    @Test(arguments: ["overlapping", "border", "two-contours"])
    func `the mean colour under the tiles is that of the pixels that a picture changes`(name: String) throws {
        let expected = try Fixtures.json("pictures/\(name).json", as: HeatmapTests.Case.self)
        let heatmap = try Heatmap(values: expected.values, tiles: expected.layout)
        let covered = try Fixtures.bytes("pictures/\(name).transparent.raw")
        let thumbnail = expected.thumbnail
        var (sums, count) = ([0, 0, 0], 0)
        for pixel in 0..<covered.count / 4 where covered[4 * pixel + 3] > 0 {
            for channel in 0..<3 { sums[channel] += Int(thumbnail.pixels[3 * pixel + channel]) }
            count += 1
        }
        let mean = sums.map { UInt8((Double($0) / Double(count)).rounded()) }
        #expect(try heatmap.meanColor(under: thumbnail) == SIMD3(mean[0], mean[1], mean[2]))
    }

    @Test func `there is none where no tile is drawn`() throws {
        let size = PixelSize(width: 3, height: 2)
        let scores = try Normalization.none.applied(to: [0.5])
        let tiles = TileLayout(origins: [[0, 0]], side: 1, slide: size)
        let heatmap = try Heatmap(values: scores, tiles: tiles, selection: .values(atLeast: 0.9))
        let picture = Image(size: size, channels: .rgb, pixels: [UInt8](repeating: 9, count: 18))
        #expect(try heatmap.meanColor(under: picture) == nil)
    }
}
