import Testing

@testable import Images

struct PNGSummaryTests {
    @Test(arguments: [
        ("grey-1-bit", PNGHeader.ColorType.gray, 1, false), ("grey-16-bit", .gray, 16, false),
        ("grey-alpha", .grayAlpha, 8, false), ("palette", .palette, 8, false), ("rgb-16-bit", .rgb, 16, false),
        ("rgb-interlaced", .rgb, 8, true), ("rgba", .rgba, 8, false),
    ])
    func `every kind of PNG is described by its header`(
        kind: String, colorType: PNGHeader.ColorType, bitDepth: Int, isInterlaced: Bool
    ) throws {
        let header = try PNGSummary(contentsOf: Fixtures.path("kinds/\(kind).png")).header
        #expect(header.size == PixelSize(width: 11, height: 9))
        #expect(header.colorType == colorType && header.isInterlaced == isInterlaced)
        // Pillow chooses fewer bits for five colours.
        #expect(header.bitDepth == bitDepth || kind == "palette")
    }

    @Test(arguments: [
        ("bad-crc", "chunk tEXt has a CRC error"),
        ("keyword-missing", "chunk tEXt has no valid keyword"),
        ("keyword-without-end", "chunk tEXt is malformed"),
        ("keyword-too-long", "chunk tEXt has no valid keyword"),
        ("keyword-with-escape", "chunk tEXt has no valid keyword"),
        ("empty-text-chunk", "chunk zTXt is malformed"),
        ("method-missing", "chunk zTXt is malformed"),
        ("unknown-method", "chunk zTXt is malformed"),
        ("damaged-stream", "chunk zTXt is malformed"),
        ("truncated-stream", "chunk zTXt is malformed"),
        ("bomb", "chunk iTXt is too long"),
        ("not-utf-8", "chunk iTXt is malformed"),
        ("language-without-end", "chunk iTXt is malformed"),
        ("too-many", "44 more chunks are passed over"),
    ])
    func `a faulty note is skipped with a warning`(fault: String, words: String) throws {
        let path = Fixtures.path("note-faults/\(fault)/image.png")
        let summary = try PNGSummary(contentsOf: path)
        #expect(summary.skipped == [words])
        #expect(summary.notes.texts.count == (fault == "too-many" ? 256 : 0))
        #expect(try Image(contentsOf: path).width == 1)
    }

    @Test(arguments: [
        ("empty", "is empty"),
        ("truncated-in-signature", "does not begin as a PNG does"),
        ("truncated-after-signature", "no whole chunk at byte 8"),
        ("truncated-in-header", "no whole chunk at byte 8"),
        ("truncated-before-data", "no whole chunk at byte 33"),
        ("truncated-in-data", "no whole chunk at byte 33"),
        ("truncated-before-end", "no whole chunk at byte"),
        ("bad-header-crc", "CRC error in IHDR"),
        ("bad-data-crc", "CRC error in IDAT"),
        ("zero-width", "Invalid IHDR data"),
        ("overflowing-claim", "Invalid IHDR data"),
        ("bad-depth", "Invalid IHDR data"),
        ("not-an-image", "does not begin as a PNG does"),
        ("tiff", "does not begin as a PNG does"),
        ("text-mode-transfer", "does not begin as a PNG does"),
    ])
    func `a file without a complete chain of chunks is refused`(fault: String, words: String) throws {
        let path = Fixtures.path("faults/\(fault)/image.png")
        let error = try #require(throws: ImageError.self) { try PNGSummary(contentsOf: path) }
        #expect(error.description.hasPrefix(path + ": "))
        #expect(error.description.contains(words))
    }

    @Test func `all texts share one limit`() throws {
        let text = PictureText("Comment", String(repeating: "x", count: 3 << 20))
        let size = PixelSize(width: 1, height: 1)
        let image = Image(size: size, channels: .rgb, pixels: [1, 2, 3])
        let file = try image.encodedPNG(notes: PictureNotes(texts: [text, text, text]))
        let summary = try PNGSummary(of: file, name: "picture")
        #expect(summary.notes.texts.count == 2)
        #expect(summary.skipped == ["chunk tEXt is too long"])
    }

    @Test func `a file truncated at any byte is refused`() throws {
        let whole = try Fixtures.bytes("notes/pillow.png")
        for count in 0..<whole.count {
            #expect(throws: ImageError.self) { try PNGSummary(of: Array(whole[..<count]), name: "cut") }
        }
    }

    @Test func `a file with a bit flipped in any byte does not crash`() throws {
        let whole = try Fixtures.bytes("notes/pillow.png")
        for bit in stride(from: 0, to: whole.count * 8, by: 7) {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            _ = try? PNGSummary(of: damaged, name: "damaged")
        }
    }

    @Test func `any bytes after a keyword are read as text or refused`() {
        var state: UInt32 = 1
        for length in 0..<600 {
            let data = (0..<length).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 30)  // fields end often
            }
            for type in ["tEXt", "zTXt", "iTXt"] {
                _ = try? PictureText(type: type, data: [0x41, 0] + data, limit: 100)
            }
        }
    }
}
