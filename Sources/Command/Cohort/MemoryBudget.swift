internal import Dispatch
internal import FoundationEssentials
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
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 4 << 20
        return max(256 << 20, min(kilobytes * 1024, limitOfGroups) / 2)
    }

    /// The lowest limit of the control groups, from this process's group up to the root. In bytes.
    ///
    /// What a group has used is ignored, because it includes the cache of files that were read.
    private static var limitOfGroups: Int {
        let lines = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8))?.split(separator: "\n") ?? []
        // Version 1 has its own hierarchy for memory. Version 2 has a single hierarchy, number 0.
        let old = lines.first { $0.contains(":memory:") }
        guard let line = old ?? lines.first(where: { $0.hasPrefix("0::") }) else { return .max }
        let root = old == nil ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
        let name = old == nil ? "memory.max" : "memory.limit_in_bytes"
        var (path, least) = (line.split(separator: ":").dropFirst(2).joined(separator: ":")[...], Int.max)
        while true {
            let text = try? String(contentsOfFile: "\(root)\(path)/\(name)", encoding: .utf8)
            if let limit = text.flatMap({ Int($0.filter { !$0.isWhitespace }) }), limit > 0 {
                least = min(least, limit)
            }
            guard let slash = path.lastIndex(of: "/") else { return least }
            path = path[..<slash]
        }
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
