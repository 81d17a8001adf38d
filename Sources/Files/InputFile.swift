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
    /// When the file was written to last, before it was opened.
    private let modified: timespec

    /// Opens a file.
    package init(path: String) throws(FileError) {
        if let reason = FileActivity.refusal(of: path) { throw .endsReader(path: path, reason: reason) }
        // Without O_NONBLOCK, opening a pipe would wait for its other end.
        try self.init(owning: unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path: path)
    }

    /// Takes over the descriptor that the last call of the system gave, or its failure.
    package init(owning descriptor: Int32, path: String) throws(FileError) {
        guard descriptor >= 0 else {
            let code = errno
            throw [ENOENT, ENOTDIR].contains(code)
                ? .missing(path: path) : .unreadable(path: path, reason: systemMessage(code))
        }
        do throws(FileError) {
            let status = try Self.status(of: descriptor, path: path)
            (byteCount, modified) = (Int(status.st_size), status.st_mtim)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func status(of descriptor: Int32, path: String) throws(FileError) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemMessage()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return status
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

    /// Tells that the contents are about to be read; returns their size.
    ///
    /// - Throws: `FileError.tooLarge` for more than `limit` bytes.
    func beginReading(limit: Int) throws(FileError) -> Int {
        guard byteCount <= limit else { throw .tooLarge(path: path, byteCount: byteCount, limit: limit) }
        FileActivity.reading(path)
        return byteCount
    }

    /// Returns all bytes; fewer than `byteCount` where the file was cut short after it was opened.
    ///
    /// - Throws: `FileError.tooLarge` for more than `limit` bytes, before memory is taken.
    package func bytes(limit: Int) throws(FileError) -> [UInt8] {
        try read(beginReading(limit: limit))
    }

    /// Returns a part that lies inside the file.
    ///
    /// - Throws: `FileError.changed` if the file has become shorter.
    package func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
        let bytes = try read(range.count, from: range.lowerBound)
        guard bytes.count == range.count else { throw .changed(path: path) }
        return bytes
    }

    /// Fills a buffer with bytes inside the file.
    ///
    /// - Throws: `FileError.changed` if the file has become shorter.
    package func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
        let (count, failure) = unsafe fill(buffer, from: offset)
        if let failure { throw .unreadable(path: path, reason: failure) }
        guard count == buffer.count else { throw .changed(path: path) }
    }

    /// Throws `FileError.changed` if another program has written to the file since it was opened.
    func requireUnchanged() throws(FileError) {
        let status = try Self.status(of: descriptor, path: path)
        guard Int(status.st_size) == byteCount, status.st_mtim.tv_sec == modified.tv_sec,
            status.st_mtim.tv_nsec == modified.tv_nsec
        else { throw .changed(path: path) }
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
            let (count, failure) = unsafe portion.withUnsafeMutableBytes { unsafe fill($0, from: offset) }
            if let failure { throw .unreadable(path: path, reason: failure) }
            body(portion.span.extracting(0..<count))
            offset += count
            guard count == portion.count else { return }
        }
    }

    /// Calls `body` with the descriptor, for a C library that reads the file itself and leaves it open.
    package func withDescriptor<Result>(_ body: (Int32) -> Result) -> Result { body(descriptor) }

    private func read(_ count: Int, from offset: Int = 0) throws(FileError) -> [UInt8] {
        var failure: String?
        let bytes = unsafe [UInt8](room: count) { buffer in
            let filled: Int
            (filled, failure) = unsafe fill(UnsafeMutableRawBufferPointer(buffer), from: offset)
            return filled
        }
        if let failure { throw .unreadable(path: path, reason: failure) }
        return bytes
    }

    /// Reads bytes from an offset on until the buffer is full or the file ends; returns how many, and the system's words
    /// for a failure.
    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) -> (Int, failure: String?) {
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
}
