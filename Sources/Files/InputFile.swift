internal import Glibc

/// A regular file, open for reading.
///
/// Folders, pipes and devices are refused. The file is read, never mapped: if a mapped file is cut short, the process ends
/// with SIGBUS.
package struct InputFile: ~Copyable {
    /// The file's path, as it was given.
    package let path: String
    /// The bytes in the file when it was opened.
    package let byteCount: Int
    private let descriptor: Int32

    /// Opens a file.
    package init(path: String) throws(FileError) {
        if let reason = FileActivity.refusal(of: path) { throw .endsReader(path: path, reason: reason) }
        // Without O_NONBLOCK, opening a pipe would wait for its other end.
        let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw [ENOENT, ENOTDIR].contains(code)
                ? .missing(path: path) : .unreadable(path: path, reason: systemMessage(code))
        }
        do throws(FileError) {
            byteCount = try Self.byteCount(of: descriptor, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func byteCount(of descriptor: Int32, path: String) throws(FileError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemMessage()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return Int(status.st_size)
        case S_IFDIR: throw .folder(path: path)
        default: throw .notRegular(path: path)
        }
    }
}

// MARK: Reading

extension InputFile {
    /// Returns the first bytes of a file: `count`, or all where it has fewer.
    package static func beginning(of path: String, count: Int) throws(FileError) -> [UInt8] {
        try InputFile(path: path).beginning(count)
    }

    /// Returns the bytes of a file of at most `limit` bytes.
    package static func bytes(of path: String, limit: Int) throws(FileError) -> [UInt8] {
        try InputFile(path: path).bytes(limit: limit)
    }

    /// Returns the first bytes: `count`, or all where the file has fewer.
    package func beginning(_ count: Int) throws(FileError) -> [UInt8] { try read(min(count, byteCount)) }

    /// Returns all bytes; fewer than `byteCount` where the file was cut short after it was opened.
    ///
    /// - Throws: `FileError.tooLarge` for more than `limit` bytes, before memory is taken.
    package func bytes(limit: Int) throws(FileError) -> [UInt8] {
        guard byteCount <= limit else { throw .tooLarge(path: path, byteCount: byteCount, limit: limit) }
        FileActivity.reading(path)
        return try read(byteCount)
    }

    /// Whether another program holds an exclusive lock on the file, as HDF5 does while it writes.
    ///
    /// False where the file system has no locks: many of those on clusters have none, and a reader needs none.
    package var isLockedForWriting: Bool {
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
            flock(descriptor, LOCK_UN)
            return false
        }
        return errno == EWOULDBLOCK
    }

    /// Calls `body` with the bytes up to the end, a quarter of a megabyte at a time: so they stay in a core's own cache.
    package func forEachPortion(_ body: (borrowing Span<UInt8>) -> Void) throws(FileError) {
        var portion = [UInt8](repeating: 0, count: 1 << 18)
        var offset = 0
        while true {
            let (count, failure) = unsafe portion.withUnsafeMutableBufferPointer { unsafe fill($0, from: offset) }
            if let failure { throw .unreadable(path: path, reason: failure) }
            body(portion.span.extracting(0..<count))
            offset += count
            guard count == portion.count else { return }
        }
    }

    /// Calls `body` with the descriptor, for a C library that reads the file itself and leaves it open.
    package func withDescriptor<Result>(_ body: (Int32) -> Result) -> Result { body(descriptor) }

    private func read(_ count: Int) throws(FileError) -> [UInt8] {
        var failure: String?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe Self.preferLargePages(buffer)
            (filled, failure) = unsafe fill(buffer, from: 0)
        }
        if let failure { throw .unreadable(path: path, reason: failure) }
        return bytes
    }

    /// Reads bytes from an offset on until the buffer is full or the file ends; returns how many, and the system's words
    /// for a failure.
    private func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, from offset: Int) -> (Int, failure: String?) {
        var count = 0
        while count < buffer.count {
            let step = unsafe pread(
                descriptor, buffer.baseAddress.map { unsafe $0 + count }, min(buffer.count - count, Self.largestStep),
                offset + count)
            if step < 0, errno == EINTR { continue }
            if step < 0 { return (count, systemMessage()) }
            if step == 0 { break }
            count += step
            FileActivity.progress()
        }
        return (count, nil)
    }

    /// Few enough bytes that even a slow network gives them long before a watcher takes the process to be stalled.
    private static let largestStep = 64 << 20

    /// Asks for large pages where the system leaves the choice to the program: touching 50 MB of fresh memory in small
    /// pages takes several times as long as the copy itself.
    private static func preferLargePages(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        let page = 4096
        guard buffer.count > 16 * page, let start = buffer.baseAddress else { return }
        let margin = (page - Int(bitPattern: start) % page) % page
        _ = unsafe madvise(start + margin, buffer.count - margin, MADV_HUGEPAGE)
    }
}
