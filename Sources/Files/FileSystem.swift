internal import Glibc

/// What lies at a path, and what a folder holds. Names are in the form of `PathText`.
package enum FileSystem {
    /// Whether there is anything at a path. Symbolic links are followed.
    package static func exists(_ path: String) -> Bool { mode(of: path) != nil }

    /// Whether there is a regular file at a path.
    package static func isFile(_ path: String) -> Bool { mode(of: path) == S_IFREG }

    /// Whether there is a folder at a path.
    package static func isFolder(_ path: String) -> Bool { mode(of: path) == S_IFDIR }

    /// Returns the names in a folder in their order, hidden ones too; nil if it cannot be read.
    package static func names(in folder: String) -> [String]? {
        guard let stream = unsafe opendir(folder.systemPath) else { return nil }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            // The name is longer than its field in the entry, where the system lets it.
            let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
            let count = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
            let name = unsafe PathText.text(of: Array(bytes))
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder, and those above it that are missing. It is no failure if there is one.
    package static func makeFolder(_ path: String) throws(FileError) {
        if isFolder(path) { return }
        if let slash = path.dropLast().lastIndex(of: "/"), slash > path.startIndex {
            try makeFolder(String(path[..<slash]))
        }
        guard unsafe mkdir(path.systemPath, 0o777) != 0 else { return }
        let code = errno
        // Another process may have made it in the meantime.
        guard !isFolder(path) else { return }
        throw .unwritable(path: path, reason: systemMessage(code))
    }

    /// Removes a file if there is one.
    package static func removeFile(_ path: String) { unsafe unlink(path.systemPath) }

    /// Removes an empty folder if there is one.
    package static func removeFolder(_ path: String) { unsafe rmdir(path.systemPath) }

    /// Returns when a file was changed, in nanoseconds since 1970; nil if there is none.
    package static func modificationTime(of path: String) -> Int? {
        var status = stat()
        guard unsafe stat(path.systemPath, &status) == 0 else { return nil }
        return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }

    /// Returns how many bytes a user may still write to the disk that a folder is on; nil if that is not known.
    package static func freeBytes(at folder: String) -> Int? {
        var status = statvfs()
        guard unsafe statvfs(folder.systemPath, &status) == 0 else { return nil }
        let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
            by: Int(clamping: status.f_frsize))
        return overflow ? .max : bytes
    }

    /// Returns the path from the root, without symbolic links, `.` and `..`; the path itself if there is nothing.
    package static func fullPath(of path: String) -> String {
        guard let start = unsafe realpath(path.systemPath, nil) else { return path }
        defer { unsafe free(start) }
        return unsafe PathText.text(
            of: UnsafeBufferPointer(start: start, count: strlen(start)).map(UInt8.init(bitPattern:)))
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return unsafe stat(path.systemPath, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
