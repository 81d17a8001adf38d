internal import Crypto
internal import Foundation
package import Images
internal import Synchronization

/// The SHA-256 of a file's bytes, computed on a thread of its own while the file is used otherwise.
package final class Fingerprint: Sendable {
    private let path: String
    private let result = Mutex<Result<String, ImageError>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// Begins to read the file.
    package init(of path: String) {
        self.path = path
        Thread.detachNewThread { [self] in
            let found = Result { () throws(ImageError) in try Self.hash(path) }
            result.withLock { $0 = found }
            isDone.signal()
        }
    }

    /// `sha256:` and 64 hexadecimal digits, once the whole file is read.
    package func text() throws(ImageError) -> String {
        isDone.wait()
        defer { isDone.signal() }
        return try result.withLock { $0 ?? .success("") }.get()
    }

    /// The same of a file that is in memory.
    package static func text(of bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }

    private static func hash(_ path: String) throws(ImageError) -> String {
        var hash = SHA256()
        try InputFile.forEachPortion(of: path) { (bytes) throws(ImageError) in
            unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        }
        return text(hash.finalize())
    }

    private static func text(_ digest: SHA256Digest) -> String {
        "sha256:" + digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
