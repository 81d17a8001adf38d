import Foundation
import Testing

@testable import Files

struct OutputFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ text: String, to path: String) throws(FileError) {
        var file = try OutputFile(path: path)
        try file.write(text)
        try file.commit()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }

    @Test func `nothing is there until the file is committed`() throws {
        var file = try OutputFile(path: folder.path("a.txt"))
        try file.write("half")
        #expect(try folder.names.isEmpty)
        try file.commit()
        #expect(try text("a.txt") == "half")
    }

    @Test(arguments: [true, false])
    func `a file that is given up leaves the old one untouched`(unnamed: Bool) throws {
        try write("old", to: folder.path("a.txt"))
        do {
            var file = try OutputFile(path: folder.path("a.txt"), unnamed: unnamed)
            try file.write("new")
            #expect(try folder.names.count == (unnamed ? 1 : 2))
        }
        #expect(try text("a.txt") == "old")
        #expect(try folder.names == ["a.txt"])
    }

    @Test(arguments: [true, false])
    func `an old file is replaced, and what had it open keeps it`(unnamed: Bool) throws {
        try write("old", to: folder.path("a.txt"))
        let old = try FileHandle(forReadingFrom: folder.url.appending(path: "a.txt"))
        var file = try OutputFile(path: folder.path("a.txt"), unnamed: unnamed)
        try file.write("new")
        try file.commit()
        #expect(try text("a.txt") == "new")
        #expect(try old.readToEnd() == Data("old".utf8))
        #expect(try folder.names == ["a.txt"])
    }

    @Test func `a new file has the permissions of a new file`() throws {
        try write("new", to: folder.path("a.txt"))
        #expect(FileManager.default.createFile(atPath: folder.path("b.txt"), contents: nil))
        let modes = try ["a.txt", "b.txt"].map {
            try FileManager.default.attributesOfItem(atPath: folder.path($0))[.posixPermissions] as? Int
        }
        #expect(modes[0] == modes[1])
    }

    @Test(arguments: ["a.txt", "missing.txt"])
    func `a symbolic link is followed and stays a link`(target: String) throws {
        try write("old", to: folder.path("a.txt"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: target)
        try write("new", to: folder.path("link"))
        #expect(try text(target) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == target)
    }

    @Test func `a loop of symbolic links is refused`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder.path("loop"), withDestinationPath: "loop")
        let error = try #require(throws: FileError.self) { try write("new", to: folder.path("loop")) }
        #expect(error.description.contains("symbolic links"))
    }

    @Test func `a device is written, never replaced`() throws {
        try write("gone", to: "/dev/null")
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        #expect(type == .typeCharacterSpecial)
    }

    @Test func `a full disk is an error`() throws {
        let error = try #require(throws: FileError.self) { try write("too much", to: "/dev/full") }
        #expect(error.description.hasPrefix("/dev/full: cannot be written (No space left on device)"))
    }

    @Test func `a folder is refused as a file`() throws {
        let error = try #require(throws: FileError.self) { try write("new", to: folder.url.path) }
        #expect(error.description.contains("it is a folder"))
    }

    @Test(arguments: ["missing/a.txt", "file/a.txt"])
    func `a missing folder is named`(name: String) throws {
        try write("a file, not a folder", to: folder.path("file"))
        let path = folder.path(name)
        let error = try #require(throws: FileError.self) { try write("new", to: path) }
        #expect(error == .folderMissing(path: path, folder: String(path.dropLast(6))))
    }

    @Test func `a folder that takes no files is refused`() throws {
        let error = try #require(throws: FileError.self) { try write("new", to: "/proc/a.txt") }
        #expect(error.description.hasPrefix("/proc/a.txt: cannot be written ("))
    }
}
