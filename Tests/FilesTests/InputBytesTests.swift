import Foundation
import Testing

@testable import Files

struct InputBytesTests {
    let folder: TemporaryFolder
    private static let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 0xFF, 0x41]

    init() throws {
        folder = try TemporaryFolder()
        try Data(Self.bytes).write(to: folder.url.appending(path: "a"))
    }

    private func open() throws -> InputBytes { try InputBytes(readingFrom: folder.path("a"), limit: 10) }

    private func cut(to count: UInt64) throws {
        try FileHandle(forWritingTo: folder.url.appending(path: "a")).truncate(atOffset: count)
    }

    @Test func `are read alike from a file and from memory`() throws {
        for bytes in [try open(), InputBytes(path: "a", bytes: Self.bytes), try open().loaded()] {
            #expect(bytes.count == 10)
            #expect(bytes.integer(UInt16.self, at: 1) == 0x0302)
            #expect(bytes.size(UInt64.self, at: 0) == 0x0807_0605_0403_0201)
            #expect(bytes.size(UInt64.self, at: 1) == nil, "it exceeds Int")
            #expect(bytes.integer(UInt64.self, at: 3) == nil && bytes.integer(UInt8.self, at: -1) == nil)
            #expect(bytes.has([8, 0xFF], at: 7) && !bytes.has([8], at: 8) && !bytes.has([0x41, 0], at: 9))
            #expect(bytes.range(at: 9, count: 1) == 9..<10 && bytes.range(at: 9, count: 2) == nil)
            #expect(bytes.range(at: 3, count: .max, in: 2..<8) == nil)
            #expect(bytes.beginning(3) == [1, 2, 3] && bytes.beginning(90) == Self.bytes)
            #expect(bytes.text(9..<10) == "A")
            #expect(try bytes.bytes(4..<6) == [5, 6])
            #expect(try bytes.loaded(4..<6).inMemory == [5, 6])
            #expect(try Fingerprint.text(of: bytes) == Fingerprint.text(of: Self.bytes))
            #expect(bytes.failure == nil)
        }
        #expect(try open().inMemory == nil)
    }

    @Test func `that are no longer in the file are an error, which is remembered`() throws {
        let bytes = try open()
        try cut(to: 4)
        #expect(try bytes.bytes(0..<4) == [1, 2, 3, 4])
        #expect(bytes.failure == nil)
        #expect(bytes.integer(UInt32.self, at: 2) == nil)
        #expect(bytes.failure == .changed(path: folder.path("a")))
        #expect(throws: FileError.changed(path: folder.path("a"))) { try bytes.bytes(3..<5) }
    }

    @Test func `have no fingerprint if the file is written to meanwhile`() throws {
        let bytes = try open()
        #expect(try Fingerprint(of: bytes).text() == Fingerprint.text(of: Self.bytes))
        // The same size at another time.
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: folder.path("a"))
        #expect(throws: FileError.changed(path: folder.path("a"))) { try Fingerprint(of: bytes).text() }
    }

    @Test func `of a file over the limit are refused`() throws {
        #expect(throws: FileError.tooLarge(path: folder.path("a"), byteCount: 10, limit: 9)) {
            try InputBytes(readingFrom: folder.path("a"), limit: 9)
        }
    }
}
