internal import Files
internal import Foundation
internal import Glibc
internal import Reports

/// The folder that a cohort writes into: `overlays/`, `scores/` and `records/`, a file each for a slide, and the tables.
final class CohortFolder: Sendable {
    let layout: CohortLayout
    /// One file for all slides, a byte of which is locked while somebody works on its slide. The locks belong to the open
    /// file, which workers inherit: no lock outlives who writes, and none ends before.
    let lockFile: Int32

    /// Opens the folder, and makes it where it is missing.
    init(path: String) throws {
        layout = CohortLayout(path: path)
        try Self.make(path)
        for folder in CohortLayout.folders { try Self.make("\(path)/\(folder)") }
        lockFile = unsafe open(path + "/.linmil-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lockFile >= 0 else {
            throw CohortError.unusable(path: path, reason: systemMessage())
        }
        removeLeftovers()
    }

    deinit { close(lockFile) }

    /// Makes a folder, and those above it, unless it is there.
    static func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            var status = stat()
            let code = unsafe mkdir(path, 0o777) == 0 ? 0 : errno
            if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
            let reason = code == EEXIST ? "it is no folder" : systemMessage(code)
            throw CohortError.unusable(path: path, reason: reason)
        }
    }

    /// Removes what an earlier run made of a slide that has failed since: a picture that nothing vouches for is none.
    func removeResults(_ file: String) {
        for path in [layout.overlay(file), layout.scores(file)] { unsafe unlink(path) }
    }

    /// Locks a slide for this run; false where another run has it and `waits` is not set.
    func lock(_ file: String, waits: Bool) -> Bool {
        let command = waits ? F_OFD_SETLKW : F_OFD_SETLK
        while true {
            if set(Int16(F_WRLCK), Self.place(of: file), command) == 0 { return true }
            // Where a file system has no locks, runs can only be trusted to be alone.
            if errno == EINTR { continue }
            return errno != EAGAIN && errno != EACCES
        }
    }

    func unlock(_ file: String) { _ = set(Int16(F_UNLCK), Self.place(of: file), F_OFD_SETLK) }

    /// Removes what a killed process had not yet given its name, unless another run is at work: it may be that one's.
    func removeLeftovers() {
        let isAlone = set(Int16(F_WRLCK), 0, F_OFD_SETLK) == 0
        for folder in isAlone ? [layout.path] + CohortLayout.folders.map({ "\(layout.path)/\($0)" }) : [] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where name.hasPrefix(".linmil-") && name != ".linmil-lock" {
                unsafe unlink("\(folder)/\(name)")
            }
        }
        // From here on, nobody else is alone.
        _ = set(Int16(F_RDLCK), 0, F_OFD_SETLKW)
    }

    /// The byte of a slide; the first one is the whole folder's.
    private static func place(of file: String) -> off_t {
        let hash = SlideIdentifier.checksum(file)
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

    // Locks that belong to the open file and not to the process; the macros of fcntl.h are not imported.
    private let F_OFD_SETLK: Int32 = 37
    private let F_OFD_SETLKW: Int32 = 38
}
