internal import CProcess
internal import Files
internal import Glibc

/// The process that does a command's work, as the one that watches it sees it.
struct SupervisedProcess {
    private let identifier: pid_t
    /// Where its news arrive; at its end, the pipe ends.
    private let pipe: Int32
    private let limits: StallLimits

    /// How the work came to its end.
    enum Ending {
        case exited(Int32)
        case signalled(Int32)
        case stalled(reason: String)
    }

    /// What was told until then.
    struct News {
        var finished = 0
        var failed = 0
        var path: String?
    }

    /// Copies this process; nil in the copy, and where there can be none.
    init?(_ attempt: Attempt, limits: StallLimits) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { return nil }
        let parent = getpid()
        let identifier = linmil_fork()
        guard identifier > 0 else {
            close(ends[0])
            guard identifier == 0 else {
                close(ends[1])
                return nil
            }
            guard linmil_end_with_parent(parent) else { _exit(1) }
            Self.work(attempt, telling: ends[1], limits)
            return nil
        }
        close(ends[1])
        (self.identifier, pipe, self.limits) = (identifier, ends[0], limits)
    }

    /// Prepares the copy for its work.
    private static func work(_ attempt: Attempt, telling pipe: Int32, _ limits: StallLimits) {
        _ = fcntl(pipe, F_SETFD, FD_CLOEXEC)
        CrashSignals.endAtOnce()
        Terminal.silenceLibraries()
        @Sendable func tell(_ news: SupervisedNews) {
            // One call each, which the system never mixes with another thread's. If the parent is gone, so is this process.
            let bytes = news.bytes
            _ = unsafe bytes.withUnsafeBytes { unsafe write(pipe, $0.baseAddress, $0.count) }
        }
        Attempt.begin(attempt) { tell(.finished(failed: $0)) }
        FileActivity.start(every: limits.reportInterval, refusing: attempt.refusals) { news in
            tell(.file(news))
            #if DEBUG
                WorkerFault.act(on: news)
            #endif
        }
    }

    /// Watches the work to its end.
    func watch() -> (Ending, News) {
        defer { close(pipe) }
        var (watch, news) = (ProcessWatch(limits: limits), News())
        var received: [UInt8] = []
        while true {
            let start = ContinuousClock.now
            switch receive(into: &received) {
            case .nothing: watch.wait(start.duration(to: .now), for: identifier)
            case .end:
                news.path = watch.path
                return (ending(), news)
            case .bytes:
                for message in SupervisedNews.take(from: &received) {
                    switch message {
                    case .file(let activity): watch.hear(activity)
                    case .finished(let failed):
                        news.finished += 1
                        news.failed += failed ? 1 : 0
                    }
                }
            }
            if watch.isStalled {
                kill(identifier, SIGKILL)
                reap(waiting: 2)
                news.path = watch.path
                return (.stalled(reason: watch.stall), news)
            }
        }
    }

    private enum Received { case nothing, bytes, end }

    private func receive(into received: inout [UInt8]) -> Received {
        var state = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&state, 1, ProcessWatch.lookMilliseconds) > 0 else { return .nothing }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(pipe, &buffer, buffer.count)
        if count < 0 { return .nothing }
        received += buffer.prefix(count)
        return count == 0 ? .end : .bytes
    }

    private func ending() -> Ending {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
    }

    /// Waits for the end of a process that was killed. One that waits for a dead network drive may not end at all.
    private func reap(waiting seconds: Int) {
        for _ in 0..<seconds * 100 where waitpid(identifier, nil, WNOHANG) == 0 { usleep(10_000) }
    }
}
