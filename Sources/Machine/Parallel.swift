internal import Dispatch
internal import Glibc

/// Work that several threads share.
package enum Parallel {
    /// Calls `work` with each number below `count`, on several threads at once where that is possible, and returns when all calls
    /// have.
    package static func perform(_ count: Int, _ work: @Sendable (Int) -> Void) {
        guard isPossible else { return (0..<count).forEach(work) }
        DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }

    /// Whether Dispatch's threads can be used.
    ///
    /// Once a second Dispatch looks into `/proc` for what its threads do. Where it does not find them, as in a bare chroot or
    /// beside another namespace's `/proc`, it ends the process.
    package static let isPossible: Bool = {
        var process = [CChar](repeating: 0, count: 32)
        let count = unsafe readlink("/proc/self", &process, process.count)
        return process.prefix(max(0, count)).elementsEqual("\(getpid())".utf8.map(CChar.init))
    }()
}
