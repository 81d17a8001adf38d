internal import Glibc
internal import Synchronization

/// The addresses that a thread takes.
///
/// If the system refuses a thread, as under `ulimit -v`, Dispatch asks again for ever. So a pass uses only as many threads as
/// there is room for. Its result is the same.
enum ThreadMemory {
    /// The usual stack of a thread, and as much again for small things.
    private static let bytesOfThread = 16 << 20
    /// The most threads that there was room for. Dispatch keeps them.
    private static let granted = Mutex(0)

    /// Returns how many of `threads` threads there is room for.
    ///
    /// - Parameter name: what the error calls the work.
    /// - Throws: `ModelError.addressLimit` if there is room for none.
    static func threads(of threads: Int, for name: String) throws(ModelError) -> Int {
        let count = granted.withLock { granted in
            if threads > granted { granted += room(for: threads - granted) }
            return min(threads, granted)
        }
        guard count > 0 else { throw .addressLimit(name: name, bytes: bytesOfThread) }
        return count
    }

    /// Finds room by taking it and giving it back.
    private static func room(for threads: Int) -> Int {
        var places: [UnsafeMutableRawPointer] = unsafe []
        while unsafe places.count < threads,
            let place = unsafe mmap(
                nil, bytesOfThread, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            unsafe place != MAP_FAILED
        {
            unsafe places.append(place)
        }
        unsafe places.forEach { place in _ = unsafe munmap(place, bytesOfThread) }
        return unsafe places.count
    }
}
