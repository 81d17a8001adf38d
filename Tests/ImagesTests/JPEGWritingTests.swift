import Files
import Testing

@testable import Images

@Suite(.enabled(if: Fixtures.readsJPEG, "libturbojpeg0 is not installed: JPEG images cannot be written"))
struct JPEGWritingTests {
    static let picture = photograph(width: 45, height: 35)

    @Test(arguments: [("90-444", 90, ChromaSubsampling.none), ("75-420", 75, .halved)])
    func `a JPEG has the pixels that Pillow's has`(name: String, quality: Int, subsampling: ChromaSubsampling) throws {
        let file = try Self.picture.jpeg(quality: quality, subsampling: subsampling)
        let pillows = try Image(contentsOf: Fixtures.path("jpeg-written/quality-\(name).jpg"))
        let image = try Image(decodingJPEG: file, name: name)
        #expect(image.size == Self.picture.size)
        #expect(image.pixels == pillows.pixels)
        #expect(try file == Self.picture.jpeg(quality: quality, subsampling: subsampling))
    }

    @Test func `transparent parts become white`() throws {
        let clear = Image(
            size: PixelSize(width: 8, height: 8), channels: .rgba, pixels: [UInt8](repeating: 0, count: 256))
        let image = try Image(decodingJPEG: clear.jpeg(), name: "clear")
        #expect(image.pixels == [UInt8](repeating: 255, count: 192))
    }

    @Test func `a picture that is too long for a JPEG is refused`() {
        let long = Image(
            size: PixelSize(width: 65_501, height: 1), channels: .rgb,
            pixels: [UInt8](repeating: 0, count: 3 * 65_501))
        #expect(throws: ImageError.tooLongForJPEG(path: "long.jpg", size: "65501 x 1")) {
            try long.jpeg(name: "long.jpg")
        }
    }

    @Test func `without the library, the error names the package to install`() throws {
        let library = Result { () throws(RuntimeLibrary.Missing) in try TurboJPEG(names: ["libnowhere.so.1"]) }
        let error = try #require(throws: ImageError.self) { _ = try JPEGEncoder(name: "map.jpg", library: library) }
        #expect(error.description.hasPrefix("map.jpg: cannot be written as JPEG ("))
        #expect(error.description.hasSuffix("install the package libturbojpeg0 or write a PNG"))
    }
}
