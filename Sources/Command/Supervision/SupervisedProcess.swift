internal import CProcess
internal import Files
internal import Glibc

/// The process that does a command's work, as the one that watches it sees it.
struct SupervisedProcess {
    private let identifier: pid_t
    /// Where its news arrive; at its end, the pipe ends.
    private let pipe: Descriptor
    private let limits: StallLimits

    /// How the work came to its end.
    enum Ending {
        case itself(ProcessEnding)
        /// It was killed because of a file.
        case stopped(reason: String)
    }

    /// What was told until then.
    struct News {
        var finished = 0
        var failed = 0
        var path: String?
    }

    /// Copies this process; nil in the copy, and where there can be none.
    init?(_ attempt: Attempt, limits: StallLimits) {
        guard let (reading, writing) = try? Descriptor.pipe() else { return nil }
        let parent = getpid()
        let identifier = linmil_fork()
        guard identifier > 0 else {
            guard identifier == 0 else { return nil }
            guard linmil_end_with_parent(parent) else { _exit(1) }
            Self.work(attempt, telling: writing, limits)
            return nil
        }
        (self.identifier, pipe, self.limits) = (identifier, reading, limits)
    }

    /// Prepares the copy for its work.
    private static func work(_ attempt: Attempt, telling pipe: Descriptor, _ limits: StallLimits) {
        CrashSignals.endAtOnce()
        Terminal.silenceLibraries()
        @Sendable func tell(_ news: SupervisedNews) {
            // One call each, which the system never mixes with another thread's. If the parent is gone, so is this process.
            try? pipe.write(news.bytes)
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
        var (watch, news) = (ProcessWatch(of: identifier, limits: limits), News())
        var received: [UInt8] = []
        while true {
            let start = ContinuousClock.now
            if pipe.isReadable(within: ProcessWatch.lookMilliseconds) {
                let bytes = pipe.read()
                if bytes.isEmpty {
                    news.path = watch.path
                    return (.itself(ProcessEnding(of: identifier)), news)
                }
                received += bytes
                for message in SupervisedNews.take(from: &received) {
                    switch message {
                    case .file(let activity): watch.hear(activity)
                    case .finished(let failed):
                        news.finished += 1
                        news.failed += failed ? 1 : 0
                    }
                }
            } else {
                watch.wait(start.duration(to: .now))
            }
            if let reason = watch.problem {
                kill(identifier, SIGKILL)
                reap(waiting: 2)
                news.path = watch.path
                return (.stopped(reason: reason), news)
            }
        }
    }

    /// Waits for the end of a process that was killed. One that waits for a dead network drive may not end at all.
    private func reap(waiting seconds: Int) {
        for _ in 0..<seconds * 100 {
            if ProcessEnding(soFar: identifier) != nil { return }
            usleep(10_000)
        }
    }
}
