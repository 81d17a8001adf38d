internal import Foundation
internal import Glibc
internal import Reports

/// The folder that a cohort writes into: `overlays/`, `scores/` and `records/`, a file each for a slide, and the tables.
final class CohortFolder: Sendable {
    let path: String
    /// One file for all slides, a byte of which is locked while somebody works on its slide; no lock outlives its process.
    private let lockFile: Int32

    init(path: String) throws {
        self.path = path
        let files = FileManager.default
        for folder in [path, path + "/overlays", path + "/scores", path + "/records"] {
            do {
                try files.createDirectory(atPath: folder, withIntermediateDirectories: folder == path)
            } catch {
                var isFolder: ObjCBool = false
                guard unsafe files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                    throw CohortError.unusable(path: folder, reason: "it cannot be made a folder")
                }
            }
        }
        lockFile = unsafe open(path + "/.linmil-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lockFile >= 0 else {
            throw CohortError.unusable(path: path, reason: unsafe String(cString: strerror(errno)))
        }
    }

    deinit { close(lockFile) }

    func overlay(_ file: String) -> String { "\(path)/overlays/\(file).png" }
    func scores(_ file: String) -> String { "\(path)/scores/\(file).json" }
    func record(_ file: String) -> String { "\(path)/records/\(file).json" }

    /// Reads the record of a slide; nil where there is none, or none that this version understands.
    func read(_ file: String) -> SlideRecord? {
        guard let data = try? Data(contentsOf: URL(filePath: record(file))) else { return nil }
        return try? JSONDecoder().decode(SlideRecord.self, from: data)
    }

    /// The records of all slides, in the order of their files' names.
    func records() -> [SlideRecord] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path + "/records")) ?? []).sorted()
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.compactMap { read(String($0.dropLast(5))) }
    }

    /// Locks a slide for this run; false where another run has it and `waits` is not set.
    func lock(_ file: String, waits: Bool) -> Bool {
        let command = waits ? F_OFD_SETLKW : F_OFD_SETLK
        while true {
            if set(Int16(F_WRLCK), file, command) == 0 { return true }
            // Where a file system has no locks, runs can only be trusted to be alone.
            if errno == EINTR { continue }
            return errno != EAGAIN && errno != EACCES
        }
    }

    func unlock(_ file: String) { _ = set(Int16(F_UNLCK), file, F_OFD_SETLK) }

    private func set(_ type: Int16, _ file: String, _ command: Int32) -> Int32 {
        let hash = file.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        var lock = flock()
        lock.l_type = type
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(hash >> 2)
        lock.l_len = 1
        return unsafe fcntl(lockFile, command, &lock)
    }

    // Locks that belong to the open file and not to the process; the macros of fcntl.h are not imported.
    private let F_OFD_SETLK: Int32 = 37
    private let F_OFD_SETLKW: Int32 = 38
}
