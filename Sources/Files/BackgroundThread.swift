internal import Glibc

/// Work on a thread of its own, which nobody joins.
package enum BackgroundThread {
    /// Does the work on a new thread, or at once on this one if the system gives no other.
    package static func run(_ work: @escaping @Sendable () -> Void) {
        if !start(work) { work() }
    }

    /// Starts a thread; false if the system gives none.
    package static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        let box = unsafe Unmanaged.passRetained(Work(body: work))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { box in
                guard let box = unsafe box else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(box).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// C carries one pointer to the new thread.
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
