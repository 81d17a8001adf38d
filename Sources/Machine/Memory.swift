internal import Glibc

/// The machine's memory, and how much of it this process may use. In bytes.
package enum Memory {
    /// The memory that programs can have now; nil if the system does not say.
    package static var available: Int? {
        let line = SystemFile.text("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// The lowest limit of the control groups; nil if there is none.
    package static var limit: Int? { ControlGroups().memory }

    /// The limit of addresses (`ulimit -v`); nil if there is none.
    package static var addresses: Int? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_cur < 1 << 46 ? Int(limit.rlim_cur) : nil
    }
}
