internal import Synchronization

/// How much of an evaluation is done, counted in forward passes of the whole slide.
final class Work: Sendable {
    /// On average a step runs half of the tiles.
    private static let stepShare = 0.5
    private let total: Double
    private let done = Mutex(0.0)
    private let progress: @Sendable (Double) -> Void

    /// - Parameters:
    ///   - steps: how many steps all curves have.
    ///   - passes: how many other passes there are.
    init(steps: Int, passes: Int, _ progress: @escaping @Sendable (Double) -> Void) {
        total = max(1, Double(steps) * Self.stepShare + Double(passes))
        self.progress = progress
    }

    /// One step of a curve is done.
    @Sendable func step() { add(Self.stepShare) }

    /// One pass of the whole slide is done.
    @Sendable func pass() { add(1) }

    private func add(_ share: Double) {
        let sum = done.withLock { done in
            done += share
            return done
        }
        progress(min(1, sum / total))
    }
}
