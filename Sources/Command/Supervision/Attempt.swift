internal import Synchronization

/// What earlier tries of a supervised command came to, so that the next one neither repeats nor trusts it.
struct Attempt {
    /// Files and figures that are done: what there was to say or to print of them has been.
    var finished = 0
    /// Those of them that failed.
    var failed = 0
    /// The files that ended a try, and why.
    var refusals: [String: String] = [:]

    /// The try that this process is; the first one where nobody supervises it.
    static var current: Attempt { state.withLock { $0 } }
    private static let state = Mutex(Attempt())
    /// Tells the supervisor that another file or figure is done.
    private static let report = Mutex<(@Sendable (_ failed: Bool) -> Void)?>(nil)

    /// Begins the try of this process.
    static func begin(_ attempt: Attempt, reporting report: @escaping @Sendable (_ failed: Bool) -> Void) {
        state.withLock { $0 = attempt }
        Self.report.withLock { $0 = report }
    }

    /// Does for each item what no earlier try has done, and goes on after a failure.
    ///
    /// - Returns: how many failed, in all tries.
    static func forEach<Item>(
        _ items: [Item], _ body: (Item) throws -> Void, failure tell: (Item, any Error) -> Void
    ) -> Int {
        let earlier = current
        var failed = earlier.failed
        for item in items.dropFirst(earlier.finished) {
            var hasFailed = false
            do { try body(item) } catch {
                hasFailed = true
                failed += 1
                tell(item, error)
            }
            report.withLock { $0?(hasFailed) }
        }
        return failed
    }
}
