import Dispatch
import Files
import Glibc
import Synchronization
import Testing

@Suite struct `A background thread` {
    @Test func `does its work on a thread of its own`() {
        let (isDone, here) = (DispatchSemaphore(value: 0), UInt(pthread_self()))
        let there = Mutex<UInt>(0)
        BackgroundThread.run {
            there.withLock { $0 = UInt(pthread_self()) }
            isDone.signal()
        }
        isDone.wait()
        #expect(there.withLock { $0 } != here)
    }

    @Test func `gives its work back when it ends`() async throws {
        final class Watched: Sendable {}
        weak var watched: Watched?
        let isDone = DispatchSemaphore(value: 0)
        do {
            let object = Watched()
            watched = object
            #expect(BackgroundThread.start { withExtendedLifetime(object) { _ = isDone.signal() } })
        }
        isDone.wait()
        for _ in 0..<1000 where watched != nil { usleep(1000) }
        #expect(watched == nil)
    }
}
