internal import CProcess
internal import Glibc

/// The addresses that this process may use, which `ulimit -v` and many batch systems limit.
enum AddressSpace {
    /// Whether `ulimit -v` limits this process.
    static let isLimited: Bool = {
        var limit = rlimit()
        return unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 && limit.rlim_cur < 1 << 46
    }()

    /// Keeps glibc from taking 64 MB of addresses for each thread that allocates memory, if addresses are limited.
    static func saveAddresses() {
        if isLimited { linmil_use_one_arena() }
    }
}
