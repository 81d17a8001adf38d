internal import Synchronization

/// How far a forward pass is, for a caller who wants to know, and who may end it.
final class PassProgress: Sendable {
    /// How many rows the pass visits in all its sweeps, as far as that is known when it begins.
    private let expected: Int
    private let done = Atomic<Int>(0)
    private let tell: @Sendable (Double) throws -> Void

    /// - Parameters:
    ///   - expected: how many rows the pass visits.
    ///   - tell: is told the share that is done, from any thread. An error that it throws ends the pass.
    init(expecting expected: Int, telling tell: @escaping @Sendable (Double) throws -> Void) {
        (self.expected, self.tell) = (max(1, expected), tell)
    }

    /// Counts rows that are done.
    func add(_ rows: Int) throws {
        let done = done.add(rows, ordering: .relaxed).newValue
        try tell(min(1, Double(done) / Double(expected)))
    }
}
