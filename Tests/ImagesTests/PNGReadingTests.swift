import Files
import Foundation
import Testing

@testable import Images

struct PNGReadingTests {
    static let kinds = Fixtures.names(in: "kinds").filter { $0.hasSuffix(".png") }

    @Test(arguments: kinds)
    func `every kind of PNG is read as in numpy and Pillow`(kind: String) throws {
        let image = try Image(contentsOf: Fixtures.path("kinds/\(kind)"))
        let expected = try Fixtures.bytes("kinds/\(kind.dropLast(4)).raw")
        #expect(image.pixels == expected)
        #expect(try Image(decodingPNG: Fixtures.bytes("kinds/\(kind)"), name: kind) == image, "libpng alone")
        #expect(
            image.channels == (kind.contains("alpha") || kind.contains("trns") || kind == "rgba.png" ? .rgba : .rgb))
    }

    @Test func `there are kinds to read`() { #expect(Self.kinds.count == 13) }

    @Test func `transparent pixels are put on white`() throws {
        let flattened = try Image(contentsOf: Fixtures.path("kinds/rgba.png")).flattenedOnWhite()
        let expected = try Fixtures.bytes("kinds/rgba.flattened.raw")
        #expect(flattened.channels == .rgb)
        let difference = zip(flattened.pixels, expected).map { abs(Int($0) - Int($1)) }.max()
        #expect(difference ?? 255 <= 1, "Pillow's compositing rounds twice")
    }

    @Test(arguments: [
        ("empty", "is empty"),
        ("truncated-in-signature", "ends too early"),
        ("truncated-after-signature", "ends too early"),
        ("truncated-in-header", "ends too early"),
        ("truncated-before-data", "ends too early"),
        ("truncated-in-data", "ends too early"),
        ("truncated-before-end", "ends too early"),
        ("bad-header-crc", "CRC error"),
        ("bad-data-crc", "CRC error"),
        ("bad-data", "damaged image"),
        ("too-few-rows", "damaged image"),
        ("zero-width", "Invalid IHDR data"),
        ("largest-claim", "claims 2147483647 x 2147483647 pixels"),
        ("overflowing-claim", "damaged image"),
        ("implausible-claim", "than its"),
        ("palette-missing", "damaged image"),
        ("bad-depth", "Invalid IHDR data"),
        ("not-an-image", "does not begin like an image"),
        ("tiff", "is a TIFF image or slide"),
        ("bigtiff", "is a BigTIFF image or slide"),
        ("hdf5", "is an HDF5 file"),
        ("text-mode-transfer", "line ends were changed"),
    ])
    func `a faulty file is refused in one sentence that names it`(fault: String, words: String) throws {
        let path = Fixtures.path("faults/\(fault)/image.png")
        let error = try #require(throws: ImageError.self) { try Image(contentsOf: path) }
        #expect(error.description.hasPrefix(path + ": "))
        #expect(error.description.contains(words))
        #expect(error.description.contains("expected"))
        #expect(!error.description.contains("\n"))
    }

    @Test func `a PNG truncated at any byte is refused, never read partially`() throws {
        let whole = try Fixtures.bytes("kinds/rgb-interlaced.png")
        for count in 8..<whole.count {
            #expect(throws: ImageError.self) { try Image(decodingPNG: Array(whole[..<count]), name: "cut") }
        }
    }

    @Test func `a PNG with any bit flipped does not crash`() throws {
        let whole = try Fixtures.bytes("kinds/palette-trns.png")
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            _ = try? Image(decodingPNG: damaged, name: "damaged")
        }
    }

    @Test func `a missing file, a folder and a device have different errors`() throws {
        #expect(throws: ImageError.file(.missing(path: "/nowhere/a.png"))) { try Image(contentsOf: "/nowhere/a.png") }
        #expect(throws: ImageError.file(.folder(path: "/usr"))) { try Image(contentsOf: "/usr") }
        #expect(throws: ImageError.file(.notRegular(path: "/dev/zero"))) {
            try Image(contentsOf: "/dev/zero")
        }
    }
}
