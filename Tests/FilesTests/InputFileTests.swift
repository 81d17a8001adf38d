import Foundation
import Testing

@testable import Files

struct InputFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ count: Int) throws -> (path: String, bytes: [UInt8]) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try Data(bytes).write(to: folder.url.appending(path: "a.bin"))
        return (folder.path("a.bin"), bytes)
    }

    /// None, a part of a portion, a whole one, and one byte more.
    @Test(arguments: [0, 5, 1 << 20, 1 << 20 + 1, 3 << 20])
    func `all bytes are read, whole and in portions`(count: Int) throws {
        let (path, bytes) = try file(count)
        #expect(try InputFile.bytes(of: path, limit: count) == bytes)
        var portions: [UInt8] = []
        try InputFile(path: path).forEachPortion { portion in
            for index in portion.indices { portions.append(portion[index]) }
        }
        #expect(portions == bytes)
    }

    @Test func `the first bytes are as many as are asked for, or all`() throws {
        let (path, bytes) = try file(10)
        #expect(try InputFile.beginning(of: path, count: 4) == Array(bytes[..<4]))
        #expect(try InputFile.beginning(of: path, count: 40) == bytes)
    }

    @Test func `a file over the limit is refused before it is read`() throws {
        let path = folder.path("sparse")
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let size = 1 << 42
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: UInt64(size))
        let limit = 1 << 20
        #expect(throws: FileError.tooLarge(path: path, byteCount: size, limit: limit)) {
            try InputFile.bytes(of: path, limit: limit)
        }
    }

    @Test func `a file that is cut short meanwhile gives what is left`() throws {
        let (path, bytes) = try file(100)
        let file = try InputFile(path: path)
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 30)
        #expect(file.byteCount == 100)
        #expect(try file.bytes(limit: 100) == Array(bytes[..<30]))
    }

    @Test func `an open file stays the same when its name is given to another`() throws {
        let (path, bytes) = try file(100)
        let file = try InputFile(path: path)
        try Data("new".utf8).write(to: URL(filePath: path), options: .atomic)
        #expect(try file.bytes(limit: 100) == bytes)
    }

    @Test func `a missing file, a folder, a device and a pipe are told apart, and a pipe is not waited for`() throws {
        let pipe = folder.path("pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(throws: FileError.missing(path: "/nowhere/a")) { _ = try InputFile(path: "/nowhere/a") }
        #expect(throws: FileError.missing(path: "/dev/null/a")) { _ = try InputFile(path: "/dev/null/a") }
        #expect(throws: FileError.folder(path: "/usr")) { _ = try InputFile(path: "/usr") }
        #expect(throws: FileError.notRegular(path: "/dev/zero")) { _ = try InputFile(path: "/dev/zero") }
        #expect(throws: FileError.notRegular(path: pipe)) { _ = try InputFile(path: pipe) }
    }

    @Test func `an error is one sentence with the file, what was found and what was expected`() {
        let error = FileError.missing(path: "a.png")
        #expect(error.description == "a.png: there is no such file, expected a regular file; check the path")
        #expect(
            error.sentence(expecting: "a PNG image")
                == "a.png: there is no such file, expected a PNG image; check the path")
    }
}
