internal import Foundation

/// Memory that slides share: each waits until what it takes is free, or until it would be alone.
final class MemoryBudget: @unchecked Sendable {
    // Every access to `used` and `holders` happens between `lock` and `unlock` of the condition.
    private let condition = NSCondition()
    private var used = 0
    private var holders = 0
    let total: Int

    init(total: Int) { self.total = total }

    /// Half of what the system has free.
    static var standard: Int {
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 4 << 20
        return max(256 << 20, kilobytes * 1024 / 2)
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
