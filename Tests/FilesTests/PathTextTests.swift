import Foundation
import Files
import Testing

@Suite struct `A file name as text` {
    /// Names as bytes: composed, decomposed, Latin-1, half a letter, Hangul in both forms, the ångström sign, a character that
    /// stands for a byte, an accent alone.
    private static let names: [[UInt8]] = [
        Array("slide.h5".utf8), Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8), [0x63, 0xE9], [0xE2, 0x82],
        [0xFF, 0xFE],
        Array("\u{D55C}".utf8), Array("\u{1112}\u{1161}\u{11AB}".utf8), Array("\u{212B}".utf8), Array("\u{C5}".utf8),
        Array("\u{10EEE9}".utf8), Array("\u{301}".utf8), Array("日本語.svs".utf8), Array("👩‍⚕️".utf8), [],
    ]

    @Test(arguments: names) func `gives its bytes back`(name: [UInt8]) {
        let text = PathText.text(of: name)
        #expect(PathText.bytes(of: text) == name)
        #expect(PathText.text(PathText.stored(text)) == text)
        #expect(text.systemPath == name.map { CChar(bitPattern: $0) } + [0])
    }

    @Test func `is equal to another only if their bytes are`() {
        #expect(Set(Self.names.map { PathText.text(of: $0) }).count == Self.names.count)
    }

    @Test(arguments: ["slide", "caf\u{E9}", "日本語"]) func `is itself in composed UTF-8`(name: String) {
        #expect(PathText.text(of: Array(name.utf8)).unicodeScalars.elementsEqual(name.unicodeScalars))
    }

    @Test func `is plain text in a file, except for bytes that are not UTF-8`() {
        let decomposed = PathText.text(of: Array("cafe\u{301}".utf8))
        #expect(PathText.stored(decomposed).unicodeScalars.elementsEqual("cafe\u{301}".unicodeScalars))
        #expect(PathText.stored(PathText.text(of: [0x63, 0xE9])) == "c\u{10EEE9}")
    }

    @Test func `is repaired for people`() {
        #expect(PathText.shown("no \(PathText.text(of: [0x63, 0xE9])) here") == "no c\u{FFFD} here")
        #expect(PathText.shown(PathText.text(of: Array("cafe\u{301}".utf8))).unicodeScalars.count == 5)
    }

    @Test func `is found in its folder, and the file opened by it`() throws {
        let folder = try TemporaryFolder()
        for name in Self.names where !name.isEmpty {
            let path = folder.url.path + "/" + PathText.text(of: name)
            var file = try OutputFile(path: path)
            try file.write(PathText.text(of: name))
            try file.commit()
        }
        let names = try #require(FileSystem.names(in: folder.url.path))
        #expect(Set(names) == Set(Self.names.filter { !$0.isEmpty }.map { PathText.text(of: $0) }))
        for name in names {
            let bytes = try InputFile.bytes(of: folder.url.path + "/" + name, limit: 100)
            #expect(PathText.text(String(decoding: bytes, as: UTF8.self)) == name)
        }
    }

    @Test func `makes a folder and those above it`() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.path + "/a/" + PathText.text(of: [0xE9]) + "/b"
        try FileSystem.makeFolder(path)
        try FileSystem.makeFolder(path)
        #expect(FileSystem.isFolder(path) && !FileSystem.isFile(path) && FileSystem.names(in: path) == [])
        try OutputFile(path: folder.url.path + "/file").commit()
        #expect(throws: FileError.unwritable(path: folder.url.path + "/file", reason: "File exists")) {
            try FileSystem.makeFolder(folder.url.path + "/file/b")
        }
    }
}
