internal import Foundation
internal import Glibc

/// A worker and the two pipes to it; killed with its owner.
///
/// Started by `posix_spawn` and not by Foundation's `Process`: a worker must inherit the file whose locks keep its slides
/// (they last until the worker, too, is gone) and no other worker's pipe (it would not notice the end of the cohort).
final class WorkerProcess {
    private let identifier: pid_t
    private let toWorker: Descriptor
    private let fromWorker: Descriptor
    private var received: [UInt8] = []
    /// What the worker has told of the slide that it is at.
    private(set) var watch = ProcessWatch(limits: StallLimits())
    /// What `waitpid` said, once the process is gone.
    private var ending: Int32?

    /// Held while there are pipes that a process which is started would inherit.
    private static let starting = NSLock()

    /// Where a worker finds its pipes; its standard output is not one of them, for C libraries print there.
    static let (requests, replies, locks): (Int32, Int32, Int32) = (0, 3, 4)

    /// Why no reply came.
    enum Silence: Error {
        /// The process ended with an exit code.
        case ended(code: Int32)
        /// The process ended by a signal.
        case crashed(signal: Int32)
        /// It made no progress with a file, for a reason that is told.
        case stalled(reason: String)
        /// It took longer than it may.
        case late
        /// It holds more memory than it may.
        case greedy(bytes: Int)
    }

    /// Starts this program again as a worker.
    ///
    /// - Parameter lockFile: the open file whose locks the worker shares.
    init(lockFile: Int32) throws {
        Self.starting.lock()
        defer { Self.starting.unlock() }
        let (request, reply) = (try Descriptor.pipe(), try Descriptor.pipe())
        let lock = try Descriptor(copying: lockFile)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, request.reading.number, Self.requests)
        // What C libraries print of damaged files is no news.
        for number in [STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_WRONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, reply.writing.number, Self.replies)
        unsafe posix_spawn_file_actions_adddup2(&actions, lock.number, Self.locks)
        // A group of its own: Ctrl-C ends the cohort, and the workers end with it and not before, as if they had crashed.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

        func texts(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
            unsafe texts.map { unsafe strdup($0) } + [nil]
        }
        var arguments = unsafe texts(["linmil", "cohort-worker"])
        var environment = unsafe texts(Self.environment.map { "\($0)=\($1)" })
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        // The running program, even if another one has its name by now.
        let code = unsafe posix_spawn(&identifier, "/proc/self/exe", &actions, &attributes, &arguments, &environment)
        guard code == 0 else { throw Descriptor.Unavailable(code: code) }
        self.identifier = identifier
        (toWorker, fromWorker) = (request.writing, reply.reading)
    }

    /// A worker's environment: OpenBLAS starts no threads there, of which each would take 128 MB of addresses.
    private static var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["OPENBLAS_NUM_THREADS": "1"]) { $1 }
    }

    deinit { _ = end() }

    /// Ends the process at once, and returns what `waitpid` says of it.
    private func end() -> Int32 {
        if let ending { return ending }
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        ending = status
        return status
    }

    func send(_ request: WorkerRequest) throws(Silence) {
        if case .slide(let task) = request { watch = ProcessWatch(limits: task.stall) }
        do {
            try toWorker.write(MessageLine.encode(request))
        } catch {
            throw ended()
        }
    }

    /// Waits for the next reply that is more than news.
    ///
    /// - Parameters:
    ///   - deadline: when to give up; nil to wait for ever.
    ///   - memory: the bytes that the process may hold.
    func reply(before deadline: ContinuousClock.Instant?, memory: Int) throws(Silence) -> WorkerReply {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(received[..<end])
                received.removeSubrange(...end)
                guard let reply = try? MessageLine.decode(line, as: WorkerReply.self) else { continue }
                guard case .news(let news) = reply else { return reply }
                watch.hear(news)
                continue
            }
            let start = ContinuousClock.now
            if fromWorker.isReadable(within: ProcessWatch.lookMilliseconds) {
                let bytes = fromWorker.read()
                if bytes.isEmpty { throw ended() }
                received += bytes
            } else {
                watch.wait(start.duration(to: .now), for: identifier)
            }
            if watch.isStalled { throw .stalled(reason: watch.stall) }
            if let deadline, ContinuousClock.now > deadline { throw .late }
            if residentBytes > memory { throw .greedy(bytes: residentBytes) }
        }
    }

    private func ended() -> Silence {
        // A process that has closed its pipe is about to be gone; its own ending tells more than the signal from here.
        for _ in 0..<50 where ending == nil {
            var status: Int32 = 0
            if unsafe waitpid(identifier, &status, WNOHANG) == identifier { ending = status } else { usleep(2000) }
        }
        let status = end()
        let signal = status & 0x7F
        return signal == 0 ? .ended(code: status >> 8 & 0xFF) : .crashed(signal: signal)
    }

    /// Bytes of memory that the process holds.
    private var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
