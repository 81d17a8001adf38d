import Foundation
import Testing

@testable import Machine

/// The files of control groups, as the kernel has them in containers and batch jobs.
@Suite struct `Limits of control groups` {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "groups-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func groups(_ process: String, _ files: [String: String]) throws -> ControlGroups {
        try process.write(to: folder.appending(path: "process"), atomically: true, encoding: .utf8)
        for (path, text) in files {
            let file = folder.appending(path: "root/" + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return ControlGroups(
            process: folder.appending(path: "process").path, root: folder.appending(path: "root").path)
    }

    private func removeFolder() { try? FileManager.default.removeItem(at: folder) }

    @Test func `version 2 takes the lowest limit on the way up`() throws {
        defer { removeFolder() }
        let groups = try groups(
            "0::/system.slice/slurmstepd.scope/job_7\n",
            [
                "system.slice/slurmstepd.scope/job_7/memory.max": "max\n",
                "system.slice/slurmstepd.scope/job_7/cpu.max": "max 100000\n",
                "system.slice/slurmstepd.scope/memory.max": "2147483648\n",
                "system.slice/memory.max": "4294967296\n",
                "system.slice/cpu.max": "150000 100000\n",
            ])
        #expect(groups.memory == 2 << 30)
        #expect(groups.cores == 1.5)
        #expect(Cores.usable(bound: 64, quota: groups.cores) == 2)
    }

    @Test func `version 1 has a hierarchy for each controller`() throws {
        defer { removeFolder() }
        let groups = try groups(
            "11:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n",
            [
                // Inside of a container, the container's own group is mounted as the root.
                "memory/memory.limit_in_bytes": "536870912\n",
                "cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
                "cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            ])
        #expect(groups.memory == 512 << 20)
        #expect(groups.cores == 3)
    }

    @Test func `no limit is nil`() throws {
        defer { removeFolder() }
        let unlimited = try groups(
            "4:memory:/\n3:cpu:/\n",
            [
                "memory/memory.limit_in_bytes": "9223372036854771712\n", "cpu/cpu.cfs_quota_us": "-1\n",
                "cpu/cpu.cfs_period_us": "100000\n",
            ])
        #expect(unlimited.memory == nil)
        #expect(unlimited.cores == nil)
    }

    @Test func `a system without the files has no limit`() {
        defer { removeFolder() }
        let none = ControlGroups(process: folder.path + "/none", root: folder.path)
        #expect(none.memory == nil)
        #expect(none.cores == nil)
        #expect(Cores.usable(bound: 3, quota: nil) == 3)
    }

    @Test(arguments: ["0::/\n", "nonsense", "0::\n", ":::\n", ""]) func `odd lines are no limit`(line: String) throws {
        defer { removeFolder() }
        let groups = try groups(line, ["cpu.max": "0 0\n", "memory.max": "-1\n"])
        #expect(groups.cores == nil)
        #expect(groups.memory == nil)
    }
}
