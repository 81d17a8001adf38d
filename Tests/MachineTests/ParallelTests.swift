import Machine
import Synchronization
import Testing

/// Work that threads share. `docs/install/check.sh` runs the command without `/proc`, where one thread has to do.
@Suite struct `Shared work` {
    @Test(arguments: [0, 1, 3, 1000]) func `is done once, part by part`(count: Int) {
        let done = Mutex([Int](repeating: 0, count: count))
        Parallel.perform(count) { part in done.withLock { $0[part] += 1 } }
        #expect(done.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test func `has threads where the system shows them`() { #expect(Parallel.isPossible) }
}
