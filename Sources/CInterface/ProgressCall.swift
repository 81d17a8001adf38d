internal import CLinmil
internal import Synchronization

/// The caller has ended the work.
struct Cancellation: Error {}

/// Tells the caller how far the work is, a few times a second, and learns whether it goes on.
///
/// Sendable: the header lets the function be called from any thread, and only one thread calls it at a time.
@safe final class ProgressCall: @unchecked Sendable {
    private let function: linmil_progress?
    private let context: UnsafeMutableRawPointer?
    private let isCancelled = Atomic<Bool>(false)
    /// The share that was told last, and when the next one is due.
    private let told = Mutex((share: 0.0, next: ContinuousClock.now))

    private static let interval = Duration.milliseconds(20)

    init(_ function: linmil_progress?, _ context: UnsafeMutableRawPointer?) {
        unsafe (self.function, self.context) = (function, context)
    }

    /// Tells the share that is done, unless another thread does or the last time was a moment ago.
    ///
    /// - Throws: `Cancellation` if the caller ends the work.
    func tell(_ share: Double) throws {
        if isCancelled.load(ordering: .relaxed) { throw Cancellation() }
        guard let function = unsafe function else { return }
        told.withLockIfAvailable { told in
            let now = ContinuousClock.now
            guard now >= told.next else { return }
            told = (max(told.share, share), now + Self.interval)
            if unsafe function(context, told.share) { isCancelled.store(true, ordering: .relaxed) }
        }
        if isCancelled.load(ordering: .relaxed) { throw Cancellation() }
    }
}
