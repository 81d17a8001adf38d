internal import Dispatch
internal import Synchronization

/// Returns the results of a function of 0 ..< count in order, computed on all cores.
/// - Throws: the error of the lowest index that failed.
func concurrentMap<Result: Sendable>(_ count: Int, _ body: (Int) throws -> Result) throws -> [Result] {
    let results = Mutex<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: count))
    withoutActuallyEscaping(body) { body in
        // concurrentPerform returns only when every call has, so the function does not outlive this one.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Swift.Result { try unsafe body(index) }
            results.withLock { $0[index] = result }
        }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
}
