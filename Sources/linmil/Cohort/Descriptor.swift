internal import Files
internal import Foundation
internal import Glibc

/// An open end of a pipe, or another name of an open file; closed with its owner, and inherited by nobody unasked.
final class Descriptor {
    let number: Int32

    /// What the system does not give.
    struct Unavailable: Error, CustomStringConvertible {
        let code: Int32
        var description: String { systemMessage(code) }
    }

    /// Takes another number for an open file, above those that a new process has a use for.
    init(copying number: Int32) throws(Unavailable) {
        self.number = fcntl(number, F_DUPFD_CLOEXEC, 10)
        guard self.number >= 0 else { throw Unavailable(code: errno) }
    }

    deinit { close(number) }

    /// How many workers the limit of open files (`ulimit -n`) has room for. Each takes two pipes, and a file now and then;
    /// starting one takes ten more for a moment.
    static var roomForWorkers: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 10
        return (Int(clamping: limit.rlim_cur) - open - 10) / 4
    }

    /// Makes a pipe. No process may be started meanwhile, which would inherit it: `pipe2` is not imported.
    static func pipe() throws(Unavailable) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { throw Unavailable(code: errno) }
        defer { for end in ends { close(end) } }
        return (try Descriptor(copying: ends[0]), try Descriptor(copying: ends[1]))
    }

    /// Writes all of the bytes; whoever reads may be gone.
    func write(_ bytes: some Sequence<UInt8>) throws(Unavailable) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let step = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw Unavailable(code: errno) }
            rest = rest.dropFirst(step)
        }
    }

    /// Whether there is something to read, the end included.
    func isReadable(within milliseconds: Int32) -> Bool {
        var state = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&state, 1, milliseconds) > 0
    }

    /// Reads what is there; nothing at the end.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var count = -1
        repeat { count = unsafe Glibc.read(number, &buffer, buffer.count) } while count < 0 && errno == EINTR
        return Array(buffer.prefix(max(count, 0)))
    }
}
