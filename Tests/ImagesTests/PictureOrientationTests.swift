import Foundation
import Testing

@testable import Images

/// Metadata that ask a browser to turn a picture.
@Suite struct `The orientation of a picture` {
    /// A TIFF structure with one tag before the orientation.
    private static func tags(_ orientation: UInt8, bigEndian: Bool) -> [UInt8] {
        bigEndian
            ? Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0]
                + [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
            : Array("II".utf8) + [42, 0, 8, 0, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0]
                + [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
    }

    private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((data.count + 2) >> 8), UInt8((data.count + 2) & 255)] + data
    }

    private static func exif(_ orientation: UInt8, bigEndian: Bool = false) -> [UInt8] {
        segment(0xE1, Array("Exif\0\0".utf8) + tags(orientation, bigEndian: bigEndian))
    }

    private static func picture() throws -> [UInt8] {
        try Image(size: PixelSize(width: 2, height: 1), channels: .rgb, pixels: [1, 2, 3, 4, 5, 6]).encodedPNG()
    }

    /// A PNG with a chunk after its header.
    private static func png(_ chunk: [UInt8]) throws -> [UInt8] {
        let picture = try picture()
        return picture[..<33] + chunk + picture[33...]
    }

    @Test(arguments: [1, 3, 6, 8] as [UInt8], [true, false])
    func `is found and removed, and nothing else is changed`(orientation: UInt8, bigEndian: Bool) throws {
        let start: [UInt8] = [0xFF, 0xD8] + Self.segment(0xE0, Array("JFIF\0".utf8))
        let end: [UInt8] = Self.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8)) + [0xFF, 0xDA, 0, 2, 9, 9]
        let jpeg = start + [0xFF] + Self.exif(orientation, bigEndian: bigEndian) + end
        #expect(PictureOrientation.stated(in: jpeg) == Int(orientation))
        #expect(PictureOrientation.removed(from: jpeg) == start + [0xFF] + end)
        let png = try Self.png(PNGChunk.bytes("eXIf", Self.tags(orientation, bigEndian: bigEndian)))
        #expect(PictureOrientation.stated(in: png) == Int(orientation))
        #expect(try PictureOrientation.removed(from: png) == Self.picture())
    }

    @Test func `that Pillow wrote is found`() throws {
        let file = try Fixtures.bytes("jpeg/turned-by-exif.jpg")
        #expect(PictureOrientation.stated(in: file) == 6)
        let rest = PictureOrientation.removed(from: file)
        #expect(rest.count < file.count && PictureOrientation.stated(in: rest) == nil)
        #expect(rest.prefix(3) == [0xFF, 0xD8, 0xFF] && file.suffix(1000) == rest.suffix(1000))
    }

    @Test func `is only read at the picture's beginning`() {
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 7] + Self.exif(6)
        #expect(PictureOrientation.stated(in: jpeg) == nil && PictureOrientation.removed(from: jpeg) == jpeg)
    }

    @Test func `is nil for a truncated file or an invalid value`() throws {
        let jpeg = [0xFF, 0xD8] + Self.exif(6, bigEndian: true)
        for count in 0..<jpeg.count { #expect(PictureOrientation.stated(in: Array(jpeg[..<count])) == nil) }
        for place in jpeg.indices {
            for byte in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var file = jpeg
                file[place] = byte
                let found = PictureOrientation.stated(in: file)
                #expect(found.map { (1...8).contains($0) } ?? true)
                #expect(PictureOrientation.removed(from: file).count <= file.count)
            }
        }
        let png = try Self.png(PNGChunk.bytes("eXIf", Self.tags(6, bigEndian: true)))
        for count in 0..<png.count { _ = PictureOrientation.removed(from: Array(png[..<count])) }
    }
}
