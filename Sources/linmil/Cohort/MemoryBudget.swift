internal import Foundation
internal import Synchronization

/// Memory that slides share: each waits until what it takes is free, or until it would be alone.
final class MemoryBudget: Sendable {
    let total: Int
    private let state = Mutex(State())

    private struct State {
        var used = 0
        var holders = 0
        /// Those who wait for a change.
        var waiting: [DispatchSemaphore] = []
    }

    init(total: Int) { self.total = total }

    /// Half of what the system has free, or of what the groups of processes that this one is in may have, as batch systems
    /// limit them.
    static var standard: Int {
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 4 << 20
        return max(256 << 20, min(kilobytes * 1024, limitOfGroups) / 2)
    }

    /// The least limit of a group, from this process's own up to the root. What groups have used says little: it counts
    /// files that were read.
    private static var limitOfGroups: Int {
        let lines = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8))?.split(separator: "\n") ?? []
        // Version 1 has a hierarchy for memory, version 2 has one for all, 0.
        let old = lines.first { $0.contains(":memory:") }
        guard let line = old ?? lines.first(where: { $0.hasPrefix("0::") }) else { return .max }
        let root = old == nil ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
        let name = old == nil ? "memory.max" : "memory.limit_in_bytes"
        var (path, least) = (line.split(separator: ":").dropFirst(2).joined(separator: ":")[...], Int.max)
        while true {
            let text = try? String(contentsOfFile: "\(root)\(path)/\(name)", encoding: .utf8)
            if let limit = text.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }), limit > 0 {
                least = min(least, limit)
            }
            guard let slash = path.lastIndex(of: "/") else { return least }
            path = path[..<slash]
        }
    }

    func take(_ bytes: Int) {
        while let change = state.withLock({ state in take(bytes, of: &state) }) { change.wait() }
    }

    /// Takes what is free, or returns what to wait for.
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
