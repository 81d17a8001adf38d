import Foundation
import Testing

/// An empty folder to run the command in. It is removed with its owner.
final class ScratchFolder: Sendable {
    /// The folder in which the command runs.
    let path: String
    /// The parent of that folder. It also holds the captured output, so that listings of the folder do not show it.
    private let parent: String

    init() throws {
        let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        parent = temporary.appending(path: "linmil-tests-\(UUID().uuidString)").path
        path = parent + "/work"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: parent) }

    /// The names in the folder, including hidden ones.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path + "/" + name)))
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: false)
    }

    /// Copies files into the folder under their own names.
    func gather(_ files: String..., into place: String = ".") throws {
        for file in files {
            let target = "\(path)/\(place)/\(URL(filePath: file).lastPathComponent)"
            try? FileManager.default.removeItem(atPath: target)
            try FileManager.default.copyItem(atPath: file, toPath: target)
        }
    }

    /// Copies a file to a place in the folder, whose folders are made.
    func copy(_ file: String, to place: String) throws {
        let target = URL(filePath: "\(path)/\(place)")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: URL(filePath: file), to: target)
    }

    /// Whether a process, or one that it started, has a file in a folder open, be it one without a name.
    static func hasOpenFile(of process: Int32, in path: String) -> Bool {
        if children(of: process).contains(where: { hasOpenFile(of: $0, in: path) }) { return true }
        let descriptors = "/proc/\(process)/fd/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []
        return names.contains { name in
            let file = try? FileManager.default.destinationOfSymbolicLink(atPath: descriptors + name)
            return file?.hasPrefix(path + "/") == true
        }
    }

    /// Whether any process has a file in a folder open.
    static func isOpenAnywhere(_ path: String) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { Int32($0) }.contains { $0 != getpid() && hasOpenFile(of: $0, in: path) }
    }

    /// The processes that a process has started.
    static func children(of process: Int32) -> [Int32] {
        let list = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        return (list ?? "").split(separator: " ").compactMap { Int32($0) }
    }

    /// A file for the command's output. A pipe would have to be emptied while the command runs.
    func capture(_ name: String) throws -> FileHandle {
        let file = "\(parent)/\(name)-\(UUID().uuidString)"
        try Data().write(to: URL(filePath: file))
        return try #require(FileHandle(forUpdatingAtPath: file))
    }
}
