import Foundation
import Testing

@testable import Images

struct PNGWritingTests {
    @Test(arguments: [Image.Channels.rgb, .rgba])
    func `a picture comes back as it was written`(channels: Image.Channels) throws {
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

    @Test func `notes are stored as text, in any script`() throws {
        let folder = try TemporaryFolder()
        let size = PixelSize(width: 1, height: 1)
        let notes = [PNGText("Software", "linmil"), PNGText("Title", "Schnitt µ")]
        var writer = try PNGWriter(to: folder.path("a.png"), size: size, channels: .rgb, notes: notes)
        try writer.write(row: [1, 2, 3].span)
        try writer.commit()
        let file = try Data(contentsOf: folder.url.appending(path: "a.png"))
        #expect(file.range(of: Data("tEXtSoftware\0linmil".utf8)) != nil)
        #expect(file.range(of: Data("iTXtTitle\0".utf8)) != nil)
        #expect(file.range(of: Data("Schnitt µ".utf8)) != nil)
    }

    @Test func `a picture that was not finished leaves nothing`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ImageError.self) {
            let size = PixelSize(width: 1, height: 2)
            var writer = try PNGWriter(to: folder.path("a.png"), size: size, channels: .rgb)
            try writer.write(row: [1, 2, 3].span)
            try writer.commit()
        }
        #expect(try folder.names.isEmpty)
    }
}
