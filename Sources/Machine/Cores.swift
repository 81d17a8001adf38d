internal import CSystem
internal import Glibc

/// The processor's cores, and how many of them this process may use.
package enum Cores {
    /// The cores that the process is bound to, as `taskset` and batch systems bind one; all of the machine if it is not bound.
    package static var bound: Int {
        let count = Int(linmil_bound_cores())
        return count > 0 ? count : all
    }

    /// The cores of the machine.
    package static var all: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// How many threads have a core to run on: the cores that the process is bound to, or fewer if the quota of its control
    /// groups is smaller. It is found once.
    package static let usable: Int = usable(bound: bound, quota: ControlGroups().cores)

    static func usable(bound: Int, quota: Double?) -> Int {
        max(1, min(bound, quota.flatMap { Int(exactly: $0.rounded(.up)) } ?? bound))
    }
}
