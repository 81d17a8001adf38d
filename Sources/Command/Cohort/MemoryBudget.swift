internal import Dispatch
internal import Machine
internal import Synchronization

/// The memory that slides share. A slide waits until its share is free, or until no other slide is running.
final class MemoryBudget: Sendable {
    let total: Int
    private let state = Mutex(State())

    private struct State {
        var used = 0
        var holders = 0
        /// One semaphore for each thread that waits for memory.
        var waiting: [DispatchSemaphore] = []
    }

    init(total: Int) { self.total = total }

    /// Half of the free memory, or half of this process's control group limit, which batch systems set. In bytes.
    static var standard: Int {
        max(256 << 20, min(Memory.available ?? 4 << 30, Memory.limit ?? .max) / 2)
    }

    func take(_ bytes: Int) {
        while let change = state.withLock({ state in take(bytes, of: &state) }) { change.wait() }
    }

    /// Takes the memory if it is free. Otherwise returns a semaphore to wait for.
    private func take(_ bytes: Int, of state: inout State) -> DispatchSemaphore? {
        if state.holders > 0, state.used + bytes > total {
            let change = DispatchSemaphore(value: 0)
            state.waiting.append(change)
            return change
        }
        state.used += bytes
        state.holders += 1
        return nil
    }

    func give(_ bytes: Int) {
        let waiting = state.withLock { state in
            state.used -= bytes
            state.holders -= 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for change in waiting { change.signal() }
    }
}
