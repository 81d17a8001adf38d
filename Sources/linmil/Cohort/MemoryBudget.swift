internal import Foundation

/// Memory that slides share: each waits until what it takes is free, or until it would be alone.
final class MemoryBudget: @unchecked Sendable {
    // Every access to `used` and `holders` happens between `lock` and `unlock` of the condition.
    private let condition = NSCondition()
    private var used = 0
    private var holders = 0
    let total: Int

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
        condition.lock()
        while holders > 0, used + bytes > total { condition.wait() }
        used += bytes
        holders += 1
        condition.unlock()
    }

    func give(_ bytes: Int) {
        condition.lock()
        used -= bytes
        holders -= 1
        condition.broadcast()
        condition.unlock()
    }
}
