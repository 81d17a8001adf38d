internal import Files

/// A checkpoint file's bytes.
typealias CheckpointFile = InputBytes

extension CheckpointFile {
    /// The size up to which a file is read. The default model has 50 MB; this leaves room for optimizer states.
    static let largestSize = 4 << 30

    /// Opens a regular file. What it holds is read when it is needed.
    init(readingFrom path: String) throws(CheckpointError) {
        do { try self.init(readingFrom: path, limit: Self.largestSize) } catch { throw .file(error) }
    }

    /// Calls `body`, which takes bytes that cannot be read for damage of its own kind. Where there were such, the error says why
    /// they cannot be read.
    func reading<Result>(_ body: () throws(CheckpointError) -> Result) throws(CheckpointError) -> Result {
        let result = Swift.Result { () throws(CheckpointError) in try body() }
        if let failure { throw .file(failure) }
        return try result.get()
    }

    /// Returns the same bytes, or a part of them, in memory.
    func inMemory(_ range: Range<Int>? = nil) throws(CheckpointError) -> CheckpointFile {
        do { return try loaded(range) } catch { throw .file(error) }
    }

    /// Returns the error for a broken rule of this file's format.
    func damaged(_ found: String, expected: String) -> CheckpointError {
        .damaged(path: path, found: found, expected: expected)
    }
}
