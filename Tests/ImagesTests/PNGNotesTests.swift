import Foundation
import Testing

@testable import Images

struct PNGNotesTests {
    static let faults = Fixtures.names(in: "faults")

    /// The bytes of a picture of 2 x 1 pixels.
    private func file(with notes: PictureNotes) throws -> [UInt8] {
        let size = PixelSize(width: 2, height: 1)
        return try Image(size: size, channels: .rgb, pixels: [1, 2, 3, 4, 5, 6]).encodedPNG(notes: notes)
    }

    static let every = PictureNotes(
        texts: [
            PictureText("Software", "linmil"), PictureText("Titel", "Schnitt µ\nzwei"), PictureText("Author", "Zoë 山田"),
            PictureText("Comment", "a\tb"),
        ],
        resolution: PictureResolution(micrometersWide: 32, high: 16), isSRGB: true)

    @Test func `notes are stored so that Pillow can read them`() throws {
        let expected = try Fixtures.bytes("notes/head.bin")
        #expect(try file(with: Self.every).prefix(expected.count) == expected[...])
    }

    @Test func `notes are read back as they were written`() throws {
        let summary = try PNGSummary(of: file(with: Self.every), name: "picture")
        #expect(summary.notes == Self.every)
        #expect(summary.skipped == [])
        #expect(summary.header == PNGHeader(size: PixelSize(width: 2, height: 1), channels: .rgb))
        let micrometers = try #require(summary.notes.resolution?.micrometers)
        #expect(micrometers == (32, 16))
    }

    @Test func `notes change no pixels, and empty notes change no byte`() throws {
        let plain = try file(with: PictureNotes())
        let noted = try file(with: Self.every)
        #expect(try Image(decodingPNG: noted, name: "noted") == Image(decodingPNG: plain, name: "plain"))
        #expect(noted.suffix(plain.count - 33) == plain.suffix(plain.count - 33))
        #expect(try PNGSummary(of: plain, name: "plain").notes == PictureNotes())
    }

    @Test func `texts from Pillow are read, compressed or not`() throws {
        let summary = try PNGSummary(contentsOf: Fixtures.path("notes/pillow.png"))
        #expect(
            summary.notes.texts == [
                PictureText("Title", "Schnitt µ"),
                PictureText("Comment", String(repeating: "a long text, ", count: 400)),
                PictureText("Author", "Zoë 山田"),
                PictureText("Description", String(repeating: "β-catenin, ", count: 400)),
            ])
        #expect(summary.notes.resolution == PictureResolution(micrometersWide: 32, high: 16))
        #expect(!summary.notes.isSRGB)
        #expect(summary.skipped == [])
    }

    @Test func `a long text is stored completely`() throws {
        let notes = PictureNotes(texts: [PictureText("Comment", String(repeating: "äöü ", count: 100_000))])
        let bytes = try file(with: notes)
        #expect(try PNGSummary(of: bytes, name: "picture").notes == notes)
        #expect(try Image(decodingPNG: bytes, name: "picture").width == 2)
    }

    @Test func `a text that is too long for other programs is refused`() throws {
        let text = String(repeating: "x", count: PictureText.maximumByteCount)
        let error = try #require(throws: ImageError.self) {
            try file(with: PictureNotes(texts: [PictureText("Comment", text)]))
        }
        #expect(
            error.description == "PNG image: cannot be written with a note 'Comment' of 7900008 bytes, "
                + "expected at most 7900000; shorten it")
    }

    @Test(arguments: [
        ("Title", true), ("Creation Time", true), ("Größe", true), (String(repeating: "k", count: 79), true),
        ("", false), (String(repeating: "k", count: 80), false), (" Title", false), ("Title ", false),
        ("Creation  Time", false), ("Ti\ttle", false), ("Ti\0tle", false), ("題名", false), ("Ti\u{A0}tle", false),
    ])
    func `keywords must follow the format's rules`(keyword: String, isKeyword: Bool) {
        #expect(PictureText.isKeyword(keyword) == isKeyword)
    }

    @Test func `a text keeps every character except the one that PNG forbids`() {
        #expect(PictureText("Comment", "a\0b").text == "a\u{FFFD}b")
        #expect(PictureText("Comment", "a\r\n\u{1B}b").text == "a\r\n\u{1B}b")
    }

    @Test(arguments: [0, -1, .infinity, .nan, 1e-300, 4e-4, 3e6])
    func `a pixel of impossible length has no resolution`(micrometres: Double) {
        #expect(PictureResolution(micrometersWide: micrometres, high: 1) == nil)
        #expect(PictureResolution(micrometersWide: 1, high: micrometres) == nil)
    }

    @Test(arguments: [(0.25, 4_000_000), (0.2528, 3_955_696), (32, 31250), (1e6, 1), (5e-4, 2_000_000_000)])
    func `resolutions are whole pixels per metre`(micrometres: Double, pixels: Int) throws {
        #expect(PictureResolution(micrometersWide: micrometres, high: micrometres)?.x == pixels)
    }
}
