internal import CSystem
internal import Glibc

/// A file that appears whole or not at all.
///
/// Bytes go to a file without a name, in the folder of the target, so that even a killed process leaves nothing behind.
/// Where the file system has no such files, they go to one with a temporary name, which is removed unless it is
/// committed. A symbolic link is followed. A pipe or character device, such as `/dev/null`, is written directly.
package struct OutputFile: ~Copyable {
    private let path: String
    private let target: String
    private let descriptor: Int32
    private var place: Place
    /// Bytes that were appended, and how many of these are on their way to the disk.
    private var (count, sentCount) = (0, 0)

    /// Where the bytes are until they are committed.
    private enum Place {
        case unnamed
        case temporary(String)
        case target
    }

    /// Opens a file that is to appear at `path`.
    ///
    /// - Parameter unnamed: whether to try for a file without a name; tests turn it off.
    package init(path: String, unnamed: Bool = true) throws(FileError) {
        let target = try OutputFile.followingLinks(path)
        let (descriptor, place): (Int32, Place) =
            if let stream = OutputStream.descriptor(target) {
                (fcntl(stream, F_DUPFD_CLOEXEC, 3), .target)
            } else if try OutputFile.isWrittenDirectly(path, target: target) {
                (unsafe open(path.systemPath, O_WRONLY | O_CLOEXEC), .target)
            } else {
                try OutputFile.openBeside(target, unnamed: unnamed, for: path)
            }
        guard descriptor >= 0 else { throw Self.failure(of: path) }
        self.path = path
        self.target = target
        self.descriptor = descriptor
        self.place = place
    }

    deinit {
        close(descriptor)
        if case .temporary(let name) = place { FileSystem.removeFile(name) }
    }

    /// Appends bytes.
    package mutating func write(_ bytes: Span<UInt8>) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes.extracting(offset..<bytes.count)
            let step = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure() }
            offset += step
            FileActivity.progress()
        }
        count += bytes.count
        sendToDisk()
    }

    /// Lets the system begin to write what there is, so that `commit` need not wait for all of it. If that fails, `commit` tells.
    private mutating func sendToDisk() {
        if case .target = place { return }
        guard count - sentCount >= Self.bytesSentAtOnce else { return }
        linmil_begin_writing(descriptor, sentCount, count - sentCount)
        sentCount = count
    }

    /// Many enough to be worth a call.
    private static let bytesSentAtOnce = 1 << 18

    /// Writes bytes over the first ones, for a file that begins with what is known at its end. A pipe has no such place.
    package mutating func overwriteBeginning(with bytes: Span<UInt8>) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes.extracting(offset..<bytes.count)
            let step = unsafe rest.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, offset) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure() }
            offset += step
        }
    }

    /// Appends text as UTF-8. File names in it are as others read them, see `PathText`.
    package mutating func write(_ text: String) throws(FileError) {
        try write(Array(PathText.stored(text).utf8).span)
    }

    /// Puts the file in its place, in one step; whoever reads `path` sees the old file or the whole new one.
    package consuming func commit() throws(FileError) {
        if case .target = place { return }
        // Some file systems report a full disk only here. It also keeps a power cut from leaving an empty file.
        guard fsync(descriptor) == 0 else { throw failure() }
        if case .unnamed = place {
            if try link(as: target) { return }
            let name = OutputFile.temporaryName(beside: target)
            guard try link(as: name) else { throw failure() }
            place = .temporary(name)
        }
        if case .temporary(let name) = place {
            guard unsafe rename(name.systemPath, target.systemPath) == 0 else { throw failure() }
            place = .target
        }
    }

    /// Gives the unnamed file a name; false where the name is taken.
    private func link(as name: String) throws(FileError) -> Bool {
        let result = unsafe linkat(
            AT_FDCWD, OutputFile.processName(of: descriptor), AT_FDCWD, name.systemPath, Int32(AT_SYMLINK_FOLLOW))
        guard result == 0 || errno == EEXIST else { throw failure() }
        return result == 0
    }

    private func failure() -> FileError { Self.failure(of: path) }

    /// The error for the last failure of a system call.
    private static func failure(of path: String) -> FileError {
        let code = errno
        return [ENOSPC, EDQUOT, EFBIG].contains(code)
            ? .diskFull(path: path, reason: systemMessage(code)) : .unwritable(path: path, reason: systemMessage(code))
    }
}

extension OutputFile {
    /// Follows symbolic links to the name that is to be replaced, which need not exist.
    private static func followingLinks(_ path: String) throws(FileError) -> String {
        var path = path
        for _ in 0..<40 {
            if OutputStream.descriptor(path) != nil { return path }
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = unsafe readlink(path.systemPath, &buffer, buffer.count)
            guard count >= 0 else { return path }
            let link = PathText.text(of: buffer.prefix(count).map(UInt8.init(bitPattern:)))
            path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
        }
        throw .unwritable(path: path, reason: "too many symbolic links")
    }

    /// Whether the target is a stream rather than a file to replace; throws where it is neither.
    private static func isWrittenDirectly(_ path: String, target: String) throws(FileError) -> Bool {
        var status = stat()
        guard unsafe stat(target.systemPath, &status) == 0 else { return false }
        switch status.st_mode & S_IFMT {
        case S_IFCHR, S_IFIFO: return true
        case S_IFREG where unsafe access(target.systemPath, W_OK) == 0: return false
        case S_IFREG: throw failure(of: path)
        case S_IFDIR: throw .unwritable(path: path, reason: "it is a folder")
        default: throw .unwritable(path: path, reason: "it is not a regular file")
        }
    }

    private static func openBeside(
        _ target: String, unnamed: Bool, for path: String
    ) throws(FileError) -> (Int32, Place) {
        let folder = folder(of: target)
        guard FileSystem.isFolder(folder) else { throw .folderMissing(path: path, folder: folder) }
        let descriptor = unnamed ? unsafe open(folder.systemPath, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0o666) : -1
        if descriptor >= 0 {
            // Without /proc it could never be given a name.
            if unsafe access(processName(of: descriptor), F_OK) == 0 { return (descriptor, .unnamed) }
            close(descriptor)
        }
        let name = temporaryName(beside: target)
        return (unsafe open(name.systemPath, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666), .temporary(name))
    }

    /// The name through which an open file without a name can be given one.
    private static func processName(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    private static func temporaryName(beside target: String) -> String {
        "\(folder(of: target))/.linmil-\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The corresponding macro of `fcntl.h` is not imported.
    private static var O_TMPFILE: Int32 { 0o20000000 | O_DIRECTORY }
}
