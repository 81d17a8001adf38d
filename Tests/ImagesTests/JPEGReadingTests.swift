import Files
import Foundation
import Testing

@testable import Images

extension Fixtures {
    /// Whether libturbojpeg is installed.
    static let readsJPEG: Bool = if case .success = TurboJPEG.shared { true } else { false }
}

@Suite(.enabled(if: Fixtures.readsJPEG, "libturbojpeg0 is not installed: JPEG images cannot be read"))
struct JPEGReadingTests {
    static let kinds = Fixtures.names(in: "jpeg").filter { $0.hasSuffix(".jpg") }

    @Test(arguments: kinds)
    func `every kind of JPEG is read as in Pillow`(kind: String) throws {
        let image = try Image(contentsOf: Fixtures.path("jpeg/\(kind)"))
        let expected = try Fixtures.bytes("jpeg/\(kind.dropLast(4)).raw")
        #expect(image.channels == .rgb)
        #expect(image.pixels.count == expected.count)
        let difference = zip(image.pixels, expected).map { abs(Int($0) - Int($1)) }.max()
        #expect(difference == 0)
    }

    @Test func `there are kinds to read`() { #expect(Self.kinds.count == 18) }

    @Test(arguments: [
        ("truncated-in-signature", "ends too early"),
        ("truncated-after-signature", "no picture"),
        ("truncated-before-frame", "damaged image"),
        ("header-only", "damaged image"),
        ("truncated-before-data", "Premature end"),
        ("truncated-in-data", "Premature end"),
        ("truncated-before-end", "Premature end"),
        ("truncated-in-end", "Premature end"),
        ("too-few-rows", "damaged image"),
        ("zero-width", "damaged image"),
        ("zero-height", "damaged image"),
        ("largest-claim", "damaged image"),
        ("too-large-claim", "claims 16384 x 16392 pixels"),
        ("implausible-claim", "than its"),
        ("twelve-bits", "damaged image"),
        ("lossless-frame", "damaged image"),
        ("garbage-after-signature", "damaged image"),
        ("no-tables", "damaged image"),
        ("damaged-data", "Corrupt JPEG data"),
        ("scan-bomb", "more than 500 scans"),
        ("not-an-image", "does not begin like an image"),
    ])
    func `a faulty file is refused in one sentence that names it`(fault: String, words: String) throws {
        let path = Fixtures.path("jpeg-faults/\(fault)/image.jpg")
        let error = try #require(throws: ImageError.self) { try Image(contentsOf: path) }
        #expect(error.description.hasPrefix(path + ": "))
        #expect(error.description.contains(words))
        #expect(error.description.contains("expected"))
        #expect(!error.description.contains("\n"))
    }

    @Test(arguments: ["ycbcr-420", "grey-progressive"])
    func `a JPEG truncated at any byte is refused, never read partially`(kind: String) throws {
        let whole = try Fixtures.bytes("jpeg/\(kind).jpg")
        for count in 3..<whole.count {
            #expect(throws: ImageError.self) { try Image(decodingJPEG: Array(whole[..<count]), name: "cut") }
        }
    }

    @Test(arguments: ["ycbcr-low-quality", "grey-progressive", "ycck"])
    func `a JPEG with any byte changed does not crash`(kind: String) throws {
        let whole = try Fixtures.bytes("jpeg/\(kind).jpg")
        for index in whole.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = whole
                damaged[index] ^= change
                _ = try? Image(decodingJPEG: damaged, name: "damaged")
            }
        }
    }
}

@Suite struct `A library that is not installed` {
    @Test func `names the package to install`() throws {
        let names = ["libnowhere.so.1", "libnowhere.so.0"]
        let library = Result { () throws(RuntimeLibrary.Missing) in try TurboJPEG(names: names) }
        let error = try #require(throws: ImageError.self) {
            try Image(decodingJPEG: JPEGDecoder.signature, name: "thumbnail.jpg", library: library)
        }
        let found = "thumbnail.jpg: is a JPEG image, expected the library libnowhere.so.1 or libnowhere.so.0 "
        #expect(error.description.hasPrefix(found))
        #expect(error.description.hasSuffix("install the package libturbojpeg0 or convert the image to PNG"))
        #expect(!error.description.contains("\n"))
    }

    @Test func `may also be one that lacks a function`() throws {
        let missing = try #require(throws: RuntimeLibrary.Missing.self) { try TurboJPEG(names: ["libc.so.6"]) }
        #expect(missing.name == "libc.so.6")
        #expect(missing.reason.contains("tjInitDecompress"))
    }
}
