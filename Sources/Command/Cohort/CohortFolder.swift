internal import Files
internal import Glibc
internal import Reports

/// The output folder of a cohort: `overlays/`, `scores/` and `records/` with one file per slide, and the tables.
final class CohortFolder: Sendable {
    let layout: CohortLayout
    /// The file that holds the locks of all slides. Each slide has one byte, which is locked while a run works on it.
    ///
    /// A lock belongs to the open file, and workers inherit the open file. So a lock lasts exactly as long as a process
    /// that may still write.
    let lockFile: Int32

    /// Opens the folder, and creates it if it is missing.
    init(path: String) throws {
        layout = CohortLayout(path: path)
        try Self.make(path)
        for folder in CohortLayout.folders { try Self.make("\(path)/\(folder)") }
        lockFile = unsafe open((path + "/.linmil-lock").systemPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lockFile >= 0 else {
            throw CohortError.unusable(path: path, reason: systemMessage())
        }
        removeLeftovers()
    }

    deinit { close(lockFile) }

    /// Creates a folder and its parent folders, unless they exist.
    static func make(_ path: String) throws {
        do throws(FileError) { try FileSystem.makeFolder(path) } catch {
            guard case .unwritable(_, let reason) = error else {
                throw CohortError.unusable(path: path, reason: "\(error)")
            }
            throw CohortError.unusable(path: path, reason: FileSystem.exists(path) ? "it is not a folder" : reason)
        }
    }

    /// Removes an earlier run's files of a slide that has now failed: an overlay without a record must not survive.
    func removeResults(_ file: String) {
        let ofScores = layout.scoreFolders.map { "\($0)/\(file).png" }
        for path in [layout.overlay(file), layout.scores(file)] + ofScores { FileSystem.removeFile(path) }
    }

    /// Locks a slide for this run. Returns false if another run has locked it and `waits` is false.
    func lock(_ file: String, waits: Bool) -> Bool {
        let command = waits ? F_OFD_SETLKW : F_OFD_SETLK
        while true {
            if set(Int16(F_WRLCK), Self.place(of: file), command) == 0 { return true }
            if errno == EINTR { continue }
            // EAGAIN and EACCES mean that another run has the lock. Any other error means that the file system has no
            // locks. Then assume that no other run is active.
            return errno != EAGAIN && errno != EACCES
        }
    }

    func unlock(_ file: String) { _ = set(Int16(F_UNLCK), Self.place(of: file), F_OFD_SETLK) }

    /// Removes the temporary files of killed processes, unless another run is active: they may belong to it.
    func removeLeftovers() {
        let isAlone = set(Int16(F_WRLCK), 0, F_OFD_SETLK) == 0
        let folders = [layout.path] + CohortLayout.folders.map { "\(layout.path)/\($0)" } + layout.scoreFolders
        for folder in isAlone ? folders : [] {
            for name in FileSystem.names(in: folder) ?? []
            where name.hasPrefix(".linmil-") && name != ".linmil-lock" {
                FileSystem.removeFile("\(folder)/\(name)")
            }
        }
        // Hold a shared lock, so no other run believes it is the only one.
        _ = set(Int16(F_RDLCK), 0, F_OFD_SETLKW)
    }

    /// Returns the position of a slide's byte. Byte 0 belongs to the whole folder.
    private static func place(of file: String) -> off_t {
        let hash = SafeName.checksum(file)
        return off_t(hash >> 2) + 1
    }

    private func set(_ type: Int16, _ place: off_t, _ command: Int32) -> Int32 {
        var lock = flock()
        lock.l_type = type
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = place
        lock.l_len = 1
        return unsafe fcntl(lockFile, command, &lock)
    }

    // Locks that belong to the open file, not to the process. Swift does not import these macros of fcntl.h.
    private let F_OFD_SETLK: Int32 = 37
    private let F_OFD_SETLKW: Int32 = 38
}
