internal import Files
internal import Glibc

/// A block of memory that another process has open too, by its descriptor. It is read and written like a file.
struct SharedMemory {
    private let descriptor: Int32

    /// The block cannot be read or written.
    struct Unusable: Error, CustomStringConvertible {
        let reason: String
        var description: String {
            "the memory that is shared with the caller cannot be used (\(reason)); free memory and try again"
        }
    }

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Removes all bytes.
    func clear() throws(Unusable) {
        guard ftruncate(descriptor, 0) == 0 else { throw Unusable(reason: systemMessage()) }
    }

    /// Reads all bytes.
    func bytes() throws(Unusable) -> [UInt8] {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Unusable(reason: systemMessage()) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let step = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
                return unsafe pread(descriptor, rest.baseAddress, rest.count, done)
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw Unusable(reason: step == 0 ? "it ends early" : systemMessage()) }
            done += step
        }
        return bytes
    }

    /// Writes bytes at a place. Any number of threads may write to different places.
    func write(_ bytes: UnsafeRawBufferPointer, at place: Int) throws(Unusable) {
        var done = 0
        while done < bytes.count {
            let start = unsafe bytes.baseAddress.map { unsafe $0 + done }
            let step = unsafe pwrite(descriptor, start, bytes.count - done, place + done)
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw Unusable(reason: systemMessage()) }
            done += step
        }
    }
}
