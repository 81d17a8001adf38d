internal import Files
internal import Glibc

/// A file descriptor: one end of a pipe, or a duplicate for an open file. It closes with its owner.
///
/// A new process inherits it only if it is asked to.
final class Descriptor: Sendable {
    let number: Int32

    /// The system refused a file descriptor or an operation on it.
    struct Unavailable: Error, CustomStringConvertible {
        let code: Int32
        var description: String { systemMessage(code) }
    }

    /// Duplicates a descriptor. The new number is 10 or higher, so it does not collide with a worker's numbers.
    init(copying number: Int32) throws(Unavailable) {
        self.number = fcntl(number, F_DUPFD_CLOEXEC, 10)
        guard self.number >= 0 else { throw Unavailable(code: errno) }
    }

    /// Takes a descriptor that this process was started with.
    init(taking number: Int32) { self.number = number }

    deinit { close(number) }

    /// How many workers the limit of open files (`ulimit -n`) has room for. Each worker takes two pipes, and now and then a
    /// file. Starting one takes ten more for a moment.
    static var roomForWorkers: Int {
        let open = FileSystem.names(in: "/proc/self/fd")?.count ?? 10
        return (limit - open - 10) / 4
    }

    /// How many files this process may have open (`ulimit -n`).
    static var limit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        return Int(clamping: limit.rlim_cur)
    }

    /// Makes a pipe. The caller must not start a process meanwhile, because it would inherit the pipe: Swift does not
    /// import `pipe2`.
    static func pipe() throws(Unavailable) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { throw Unavailable(code: errno) }
        defer { for end in ends { close(end) } }
        return (try Descriptor(copying: ends[0]), try Descriptor(copying: ends[1]))
    }

    /// Writes all bytes. It throws if the reader has closed the pipe.
    func write(_ bytes: some Sequence<UInt8>) throws(Unavailable) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let step = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw Unavailable(code: errno) }
            rest = rest.dropFirst(step)
        }
    }

    /// Returns whether there is something to read. The end of the stream counts.
    func isReadable(within milliseconds: Int32) -> Bool {
        var state = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&state, 1, milliseconds) > 0
    }

    /// Reads the available bytes; empty at the end of the stream.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var count = -1
        repeat { count = unsafe Glibc.read(number, &buffer, buffer.count) } while count < 0 && errno == EINTR
        return Array(buffer.prefix(max(count, 0)))
    }
}
