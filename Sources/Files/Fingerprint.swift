internal import Crypto
internal import Dispatch
internal import Synchronization

/// The SHA-256 of a file's bytes, or of bytes in memory, computed on a thread of its own while the file is used otherwise.
package final class Fingerprint: Sendable {
    private let result = Mutex<Result<String, FileError>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// Begins to read the file.
    package convenience init(of path: String) {
        self.init { () throws(FileError) in try Self.text(of: InputBytes(InputFile(path: path))) }
    }

    /// Begins to hash a file's bytes.
    package convenience init(of bytes: InputBytes) {
        self.init { () throws(FileError) in try Self.text(of: bytes) }
    }

    private init(_ hash: @escaping @Sendable () throws(FileError) -> String) {
        BackgroundThread.run { [self] in
            let found = Result { () throws(FileError) in try hash() }
            result.withLock { $0 = found }
            isDone.signal()
        }
    }

    /// Waits until the whole file is read; returns `sha256:` and 64 hexadecimal digits.
    ///
    /// - Throws: `FileError.changed` if another program wrote to the file meanwhile.
    package func text() throws(FileError) -> String {
        isDone.wait()
        defer { isDone.signal() }
        return try result.withLock { $0 ?? .success("") }.get()
    }

    /// Returns the fingerprint of bytes in memory, as `text()` gives it of a file.
    package static func text(of bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }

    /// Returns the SHA-256 of bytes in memory. [32]
    package static func digest(of bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// Returns the fingerprint of a file's bytes.
    package static func text(of bytes: InputBytes) throws(FileError) -> String {
        var hash = SHA256()
        try bytes.forEachPortion { portion in
            unsafe portion.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        }
        try bytes.requireUnchanged()
        return text(hash.finalize())
    }

    private static func text(_ digest: SHA256Digest) -> String {
        "sha256:" + digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
