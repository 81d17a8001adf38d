internal import Files
internal import Glibc
internal import Synchronization

/// One line on a terminal that says how much is done and how long the rest takes.
final class EvaluationProgress: Sendable {
    private let isShown: Bool
    private let start = ContinuousClock.now
    /// When the line was shown last.
    private let shown = Mutex<ContinuousClock.Instant?>(nil)

    init(quiet: Bool) {
        isShown = !quiet && isatty(OutputStream.standardError.load(ordering: .relaxed)) == 1
    }

    /// Shows the share that is done, five times a second at most.
    @Sendable func show(_ share: Double) {
        guard isShown, share > 0 else { return }
        let now = ContinuousClock.now
        let isDue = shown.withLock { last in
            guard now - (last ?? start) > .milliseconds(200) else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let left = (now - start) * ((1 - share) / share)
        Terminal.show(line: "\(Int(share * 100)) % measured, \(left.components.seconds) s left")
    }

    /// Clears the line, if it was shown.
    func end() {
        let wasShown = shown.withLock { last in
            defer { last = nil }
            return last != nil
        }
        if wasShown { Terminal.show(line: "") }
    }
}
