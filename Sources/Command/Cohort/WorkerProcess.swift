internal import CProcess
internal import Files
internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// A worker process and the two pipes to it. It is killed when its owner is freed.
///
/// `posix_spawn` starts it, because Foundation's `Process` cannot choose what is inherited. A worker must inherit the
/// lock file, so that the locks last until the worker has ended. It must not inherit another worker's pipe, because
/// then it would not notice the end of the cohort.
final class WorkerProcess {
    private let identifier: pid_t
    private let toWorker: Descriptor
    private let fromWorker: Descriptor
    private var received: [UInt8] = []
    /// What the worker has told about its current slide.
    private(set) var watch: ProcessWatch
    /// How the process has ended, once it has.
    private var ending: ProcessEnding?

    /// Held while a worker starts, because a process that starts meanwhile would inherit its pipes.
    private static let starting = Mutex(())

    /// The descriptors of a worker's pipes and of the lock file. Standard output is not used, because C libraries print
    /// there.
    static let (requests, replies, locks): (Int32, Int32, Int32) = (0, 3, 4)

    /// Why no reply came.
    enum Silence: Error {
        /// The process ended with an exit code.
        case ended(code: Int32)
        /// The process ended by a signal.
        case crashed(signal: Int32)
        /// It made no progress with a file, or took too much memory to open it.
        case stopped(reason: String)
        /// It took longer than allowed.
        case late
        /// It uses more memory than allowed.
        case greedy(bytes: Int)
    }

    /// Starts this program again as a worker.
    ///
    /// - Parameter lockFile: the open lock file, which the worker inherits.
    init(lockFile: Int32) throws(Descriptor.Unavailable) {
        (identifier, toWorker, fromWorker) = try Self.starting.withLock { _ throws(Descriptor.Unavailable) in
            try Self.start(lockFile: lockFile)
        }
        watch = ProcessWatch(of: identifier, limits: StallLimits())
    }

    /// The running program, even if its file has been replaced meanwhile. Where there is no `/proc`, its path must do.
    private static var program: String {
        let link = "/proc/self/exe"
        guard !FileSystem.exists(link), let path = unsafe linmil_program_path() else { return link }
        return unsafe String(cString: path)
    }

    /// Starts the process; returns its identifier and the ends of its pipes.
    private static func start(
        lockFile: Int32
    ) throws(Descriptor.Unavailable) -> (pid_t, writing: Descriptor, reading: Descriptor) {
        let (request, reply) = (try Descriptor.pipe(), try Descriptor.pipe())
        let lock = try Descriptor(copying: lockFile)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, request.reading.number, requests)
        // Hide what C libraries print about damaged files: the worker's reply gives the reason.
        for number in [STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_WRONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, reply.writing.number, replies)
        unsafe posix_spawn_file_actions_adddup2(&actions, lock.number, locks)
        // A worker gets its own process group. Otherwise Ctrl-C would end it before the cohort, which would take that
        // for a crash.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

        func texts(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
            unsafe texts.map { unsafe strdup($0) } + [nil]
        }
        var arguments = unsafe texts(["linmil", "cohort-worker"])
        var environment = unsafe texts(ProcessInfo.processInfo.environment.map { "\($0)=\($1)" })
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let code = unsafe program.withCString {
            unsafe posix_spawn(&identifier, $0, &actions, &attributes, &arguments, &environment)
        }
        guard code == 0 else { throw Descriptor.Unavailable(code: code) }
        return (identifier, request.writing, reply.reading)
    }

    deinit { _ = end() }

    /// Kills the process if it is still running, and returns how it ended.
    private func end() -> ProcessEnding {
        if let ending { return ending }
        kill(identifier, SIGKILL)
        let ending = ProcessEnding(of: identifier)
        self.ending = ending
        return ending
    }

    func send(_ request: WorkerRequest) throws(Silence) {
        switch request {
        case .slide(let task): watch = ProcessWatch(of: identifier, limits: task.stall)
        case .inquiry(_, let stall): watch = ProcessWatch(of: identifier, limits: stall)
        case .go: break
        }
        do {
            try toWorker.write(MessageLine.encode(request))
        } catch {
            throw ended()
        }
    }

    /// Waits for the next reply that is more than news.
    ///
    /// - Parameters:
    ///   - deadline: when to give up; nil to wait without limit.
    ///   - memory: the bytes of memory that the process may use.
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
                watch.wait(start.duration(to: .now))
            }
            if let reason = watch.problem { throw .stopped(reason: reason) }
            if let deadline, ContinuousClock.now > deadline { throw .late }
            let bytes = watch.residentBytes
            if bytes > memory { throw .greedy(bytes: bytes) }
        }
    }

    private func ended() -> Silence {
        // A process that has closed its pipe is about to end. Wait for that: its own status says more than a kill.
        for _ in 0..<50 where ending == nil {
            ending = ProcessEnding(soFar: identifier)
            if ending == nil { usleep(2000) }
        }
        switch end() {
        case .exited(let code): return .ended(code: code)
        case .signalled(let signal): return .crashed(signal: signal)
        }
    }
}
