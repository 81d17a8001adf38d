import Foundation
import Testing

@testable import Files

struct FingerprintTests {
    /// FIPS 180-2, appendix B.1.
    private static let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func `a file and bytes in memory have one fingerprint`() throws {
        let folder = try TemporaryFolder()
        try Data("abc".utf8).write(to: folder.url.appending(path: "abc"))
        let fingerprint = Fingerprint(of: folder.path("abc"))
        #expect(try fingerprint.text() == Self.abc)
        #expect(try fingerprint.text() == Self.abc, "it can be asked for again")
        #expect(Fingerprint.text(of: Array("abc".utf8)) == Self.abc)
        #expect(Fingerprint.digest(of: Array("abc".utf8)).prefix(2) == [0xBA, 0x78])
    }

    @Test func `a file of several portions has the fingerprint of its bytes`() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<(5 << 19)).map { UInt8(truncatingIfNeeded: $0 >> 3) }
        try Data(bytes).write(to: folder.url.appending(path: "long"))
        #expect(try Fingerprint(of: folder.path("long")).text() == Fingerprint.text(of: bytes))
    }

    @Test func `a missing file has none`() {
        #expect(throws: FileError.missing(path: "/nowhere/a")) { try Fingerprint(of: "/nowhere/a").text() }
    }

    @Test func `two names of one file are known as such`() throws {
        let folder = try TemporaryFolder()
        try Data("a".utf8).write(to: folder.url.appending(path: "a"))
        try Data("a".utf8).write(to: folder.url.appending(path: "b"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "a")
        #expect(FileIdentity(of: folder.path("a")) == FileIdentity(of: folder.path("link")))
        #expect(FileIdentity(of: folder.path("a")) != FileIdentity(of: folder.path("b")))
        #expect(FileIdentity(of: "/dev/null") == nil)
        #expect(FileIdentity(of: folder.path("missing")) == nil)
    }
}
