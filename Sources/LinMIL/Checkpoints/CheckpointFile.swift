internal import Files

/// A checkpoint file's bytes in memory.
typealias CheckpointFile = InputBytes

extension CheckpointFile {
    /// The size up to which a file is read. The default model has 50 MB; this leaves room for optimizer states.
    static let largestSize = 4 << 30

    /// Reads a regular file as a whole.
    init(readingFrom path: String) throws(CheckpointError) {
        do { try self.init(readingFrom: path, limit: Self.largestSize) } catch { throw .file(error) }
    }

    /// Returns the error for a broken rule of this file's format.
    func damaged(_ found: String, expected: String) -> CheckpointError {
        .damaged(path: path, found: found, expected: expected)
    }
}
