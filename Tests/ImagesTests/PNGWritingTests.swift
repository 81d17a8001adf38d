import Files
import Foundation
import Testing

@testable import Images

struct PNGWritingTests {
    /// A picture of any size that is quick to make and that deflate cannot shrink: repeated noise, but never below
    /// itself.
    private func noise(width: Int, height: Int, channels: Image.Channels) -> Image {
        var state: UInt32 = 7
        let period = (0..<12_301).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        let count = width * height * channels.rawValue
        var pixels: [UInt8] = []
        while pixels.count < count { pixels += period.prefix(count - pixels.count) }
        return Image(size: PixelSize(width: width, height: height), channels: channels, pixels: pixels)
    }

    @Test(arguments: [Image.Channels.rgb, .rgba])
    func `a picture is read back as it was written`(channels: Image.Channels) throws {
        let folder = try TemporaryFolder()
        let image = photograph(width: 301, height: 203, channels: channels)
        try image.writePNG(to: folder.path("a.png"))
        #expect(try Image(contentsOf: folder.path("a.png")) == image)
        #expect(try folder.names == ["a.png"])
    }

    @Test func `the same picture gives the same bytes, in memory and in a file`() throws {
        let folder = try TemporaryFolder()
        let image = photograph(width: 64, height: 48)
        try image.writePNG(to: folder.path("a.png"))
        let bytes = try Array(Data(contentsOf: folder.url.appending(path: "a.png")))
        #expect(try image.encodedPNG() == bytes)
        #expect(try image.encodedPNG() == bytes)
    }

    /// A band of 4096 RGB pixels a row has 42 rows.
    @Test(arguments: [1, 41, 42, 43, 84, 85], [Image.Channels.rgb, .rgba])
    func `the bytes are the same for any number of threads and decode to the picture`(
        height: Int, channels: Image.Channels
    ) throws {
        let image = noise(width: 4096 * 3 / channels.rawValue, height: height, channels: channels)
        let bytes = try image.encodedPNG(threads: 1)
        for threads in [2, 7] { #expect(try image.encodedPNG(threads: threads) == bytes) }
        #expect(try Image(decodingPNG: bytes, name: "picture") == image)
    }

    @Test(arguments: [(1, 1), (2, 1), (5, 1), (16, 3), (1, 400), (1, 131_073), (200_000, 3)])
    func `narrow, wide and tiny pictures are read back`(width: Int, height: Int) throws {
        for channels in [Image.Channels.rgb, .rgba] {
            let image = noise(width: width, height: height, channels: channels)
            #expect(try Image(decodingPNG: image.encodedPNG(), name: "picture") == image)
        }
    }

    @Test func `rows may be written singly, several or all at once`() throws {
        let folder = try TemporaryFolder()
        let image = noise(width: 4096, height: 90, channels: .rgb)
        let row = 3 * image.width
        let expected = try image.encodedPNG()
        for part in [[Int](repeating: 1, count: 90), [40, 1, 40, 9], [90]] {
            var writer = try PNGWriter(to: folder.path("a.png"), size: image.size, channels: .rgb, threads: 2)
            var start = 0
            for count in part {
                try writer.write(rows: image.pixels.span.extracting(start * row..<(start + count) * row))
                start += count
            }
            try writer.commit()
            #expect(try Array(Data(contentsOf: folder.url.appending(path: "a.png"))) == expected)
        }
    }

    @Test(arguments: [1, 2])
    func `a full disk is reported in one sentence`(threads: Int) throws {
        let image = noise(width: 4096, height: 90, channels: .rgb)
        let error = try #require(throws: ImageError.self) {
            var writer = try PNGWriter(to: "/dev/full", size: image.size, channels: .rgb, threads: threads)
            try writer.write(rows: image.pixels.span)
            try writer.commit()
        }
        #expect(error.description.hasPrefix("/dev/full: cannot be written (No space left on device)"))
    }

    @Test func `an unfinished picture leaves no file`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ImageError.file(.unwritable(path: folder.path("a.png"), reason: "1 of 2 rows are missing"))) {
            let size = PixelSize(width: 1, height: 2)
            var writer = try PNGWriter(to: folder.path("a.png"), size: size, channels: .rgb)
            try writer.write(row: [1, 2, 3].span)
            try writer.commit()
        }
        #expect(try folder.names.isEmpty)
    }
}
