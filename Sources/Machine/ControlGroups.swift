/// The control groups that this process is in, as containers and batch systems make them.
package struct ControlGroups: Sendable {
    private let lines: [Substring]
    private let root: String

    /// Finds this process's groups.
    ///
    /// - Parameters:
    ///   - process: the file that names them, `NUMBER:CONTROLLERS:PATH` on a line.
    ///   - root: where the file systems of the groups are mounted.
    package init(process: String = "/proc/self/cgroup", root: String = "/sys/fs/cgroup") {
        self.root = root
        lines = SystemFile.text(process)?.split(separator: "\n") ?? []
    }

    /// The lowest limit of memory, in bytes; nil if there is none.
    ///
    /// What a group has used is ignored, because it includes the cache of files that were read.
    package var memory: Int? {
        least(of: "memory") { folder, isOld in
            // The old kind has a number near the largest one for no limit.
            SystemFile.number(folder + (isOld ? "/memory.limit_in_bytes" : "/memory.max")).flatMap {
                $0 > 0 && $0 < 1 << 60 ? $0 : nil
            }
        }
    }

    /// The lowest quota of processor time, as a number of cores such as 1.5; nil if there is none.
    package var cores: Double? {
        least(of: "cpu") { folder, isOld in
            let quota: Int?
            let period: Int?
            if isOld {
                quota = SystemFile.number(folder + "/cpu.cfs_quota_us")
                period = SystemFile.number(folder + "/cpu.cfs_period_us")
            } else {
                let words = SystemFile.text(folder + "/cpu.max")?.split { $0.isWhitespace }.map { Int($0) } ?? []
                (quota, period) = words.count == 2 ? (words[0], words[1]) : (nil, nil)
            }
            guard let quota, let period, quota > 0, period > 0 else { return nil }
            return Double(quota) / Double(period)
        }
    }

    /// Returns the least of what the groups say, from the process's group up to the root.
    private func least<Limit: Comparable>(
        of controller: String, _ limit: (_ folder: String, _ isOld: Bool) -> Limit?
    ) -> Limit? {
        // Version 1 has a hierarchy for some controllers, such as `cpu,cpuacct`. Version 2 has a single one, number 0.
        let names = lines.map { $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }
            .filter { $0.count == 3 }
        let old = names.first { $0[1].split(separator: ",").contains(controller[...]) }
        guard let names = old ?? names.first(where: { $0[0] == "0" && $0[1].isEmpty }) else { return nil }
        let mounts = old.map { ["\(root)/\($0[1])", "\(root)/\(controller)"] } ?? [root]
        var (path, least) = (names[2], Limit?.none)
        while true {
            let found = mounts.compactMap { limit("\($0)\(path)", old != nil) }.first
            if let found { least = least.map { min($0, found) } ?? found }
            guard let slash = path.lastIndex(of: "/") else { return least }
            path = path[..<slash]
        }
    }
}
