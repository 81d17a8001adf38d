internal import Files
internal import Heatmaps
internal import Images

/// Draws a small heatmap, writes it as PNG, reads it, and compares its pixels with matplotlib's colours, blended by NumPy
/// (Tests/CommandTests/Fixtures/make_self_test.py).
enum SelfTestPicture {
    /// 16 tiles with the values 0, 1/15, ... 1 lie over a picture of 64 x 64 pixels.
    private static let side = 16
    private static let size = PixelSize(width: 64, height: 64)

    /// The sample of channel c at (x, y) is (3 x + 5 y + 80 c) mod 256.
    private static var background: Image {
        var samples: [UInt8] = []
        for y in 0..<size.height {
            for x in 0..<size.width {
                for channel in 0..<3 { samples.append(UInt8((3 * x + 5 * y + 80 * channel) & 255)) }
            }
        }
        return Image(size: size, channels: .rgb, pixels: samples)
    }

    static func compare() throws -> String {
        let tiles = TileLayout(
            origins: (0..<16).map { SIMD2(Double($0 % 4 * side), Double($0 / 4 * side)) }, side: Double(side),
            slide: size
        )
        let drawn = try Heatmap(values: (0..<16).map { Double($0) / 15 }, tiles: tiles)
            .drawn(over: .thumbnail(background), colorMap: .viridis, alpha: 0.4)
        let file = try drawn.encodedPNG()
        let read = try Image(decodingPNG: file, name: "the self-test's picture")
        guard read.size == size, read.pixels == drawn.pixels else {
            throw SelfTest.Fault("the PNG file of \(file.count) bytes does not give back the pixels that were written")
        }
        let print = Fingerprint.text(of: read.pixels)
        guard print == SelfTestNumbers.picture else {
            throw SelfTest.Fault("its pixels have the digest \(print), expected \(SelfTestNumbers.picture)")
        }
        return "drawn, written and read: the pixels of matplotlib's colours"
    }
}
