internal import Glibc
internal import Synchronization

/// Tells whoever watches this process which file it reads, and that its work goes on.
///
/// The libraries that read users' files crash on some damaged files and never return from others. A watcher ends such a
/// process and can say which file it was. A process that nobody watches tells nothing.
package enum FileActivity {
    /// What a watcher is told.
    package enum News: Equatable, Sendable, Codable {
        /// A file is about to be opened and described.
        case opening(String)
        /// The file that was opened last is described.
        case opened
        /// A file's contents are about to be read.
        case reading(String)
        /// Another part of the work is done.
        case progress
    }

    private struct Watch {
        let tell: @Sendable (News) -> Void
        let refusals: [String: String]
        /// The file whose contents the watcher believes to be read.
        var path: String?
    }

    private static let watch = Mutex<Watch?>(nil)
    private static let isWatched = Atomic<Bool>(false)
    /// Nanoseconds between two reports of progress.
    private static let interval = Atomic<UInt64>(0)
    /// When progress is reported again, on the monotonic clock in nanoseconds.
    private static let nextReport = Atomic<UInt64>(0)

    /// Begins to tell a watcher.
    ///
    /// - Parameters:
    ///   - interval: the least time between two reports of progress, in seconds.
    ///   - refusals: files that ended an earlier process, and why: they are not opened again.
    ///   - tell: is called from any thread, one call at a time.
    package static func start(
        every interval: Double, refusing refusals: [String: String], telling tell: @escaping @Sendable (News) -> Void
    ) {
        watch.withLock { $0 = Watch(tell: tell, refusals: refusals) }
        Self.interval.store(UInt64(max(0, min(interval, 1e6)) * 1e9), ordering: .relaxed)
        isWatched.store(true, ordering: .releasing)
    }

    /// The time during which a file is opened and described; it ends with its owner.
    package struct Opening: ~Copyable {
        /// Tells that a file is about to be opened.
        package init(_ path: String) { tell(.opening(path)) }
        deinit { tell(.opened) }
    }

    /// Tells that a file's contents are about to be read, unless that was told last.
    package static func reading(_ path: String) { tell(.reading(path), path) }

    /// Tells that a part of the work is done, unless that was told a moment ago.
    package static func progress() {
        guard isWatched.load(ordering: .acquiring) else { return }
        let now = monotonicNanoseconds()
        let due = nextReport.load(ordering: .relaxed)
        guard now >= due else { return }
        let next = now + interval.load(ordering: .relaxed)
        guard nextReport.compareExchange(expected: due, desired: next, ordering: .relaxed).exchanged else { return }
        watch.withLock { $0?.tell(.progress) }
    }

    /// Why a file is not to be opened; nil for nearly all files.
    static func refusal(of path: String) -> String? {
        guard isWatched.load(ordering: .acquiring) else { return nil }
        return watch.withLock { $0?.refusals[path] }
    }

    private static func tell(_ news: News, _ path: String? = nil) {
        guard isWatched.load(ordering: .acquiring) else { return }
        watch.withLock { watch in
            switch news {
            case .reading where watch?.path == path: return
            case .reading: watch?.path = path
            case .opening: watch?.path = nil
            case .opened, .progress: break
            }
            watch?.tell(news)
        }
    }

    private static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
