import Testing

@testable import Images

@Suite(.enabled(if: Fixtures.readsJPEG, "libturbojpeg0 is not installed: JPEG images cannot be written"))
struct `Notes in a JPEG` {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test func `are read as they were written, however long`() throws {
        let texts = [
            PictureText("Title", "müller: 1"),
            PictureText("linmil", "{" + String(repeating: "é: ", count: 70_000) + "}"),
            PictureText("Software", ""),
        ]
        let picture = photograph(width: 45, height: 35)
        try picture.writeJPEG(to: folder.path("a.jpg"), notes: PictureNotes(texts: texts))
        let file = try ImageFile.bytes(of: folder.path("a.jpg"))
        #expect(PictureNotes(ofJPEG: file).texts == texts)
        #expect(JPEGSegments.all(in: file).count { $0.marker == 0xFE } == 7)
        // They change no pixel.
        #expect(
            try Image(decodingJPEG: file, name: "a").pixels
                == Image(decodingJPEG: picture.jpeg(quality: 92), name: "b").pixels)
    }

    @Test(arguments: [
        (7.0, [2, 1429, 1429]),  // pixels a centimetre
        (25_400.0 / 300, [1, 300, 300]),  // dots an inch
        (0.1, [0, 1, 1]),  // more than fit
    ]) func `give the density of pixels, if the header has room for it`(micrometres: Double, expected: [Int]) throws {
        let resolution = PictureResolution(micrometersWide: micrometres, high: micrometres)
        try photograph(width: 8, height: 8).writeJPEG(
            to: folder.path("a.jpg"), notes: PictureNotes(resolution: resolution))
        let file = try ImageFile.bytes(of: folder.path("a.jpg"))
        #expect([Int(file[13]), Int(file[14]) << 8 | Int(file[15]), Int(file[16]) << 8 | Int(file[17])] == expected)
    }

    @Test func `of another program are read, and damaged ones passed over`() throws {
        let file = try Fixtures.bytes("jpeg/with-profile-and-comment.jpg")
        #expect(PictureNotes(ofJPEG: file).texts.isEmpty)
        let comments: [[UInt8]] = [Array("Title: a".utf8), Array("x+: b".utf8), [0x41, 0x3A, 0x20, 0xFF]]
        let segments = comments.flatMap { comment -> [UInt8] in [0xFF, 0xFE, 0, UInt8(comment.count + 2)] + comment }
        #expect(
            PictureNotes(ofJPEG: Array(file[..<2] + segments + file[2...])).texts.map(\.keyword) == ["Title", "x+"])
        #expect(PictureNotes(ofJPEG: []).texts.isEmpty)
    }
}
