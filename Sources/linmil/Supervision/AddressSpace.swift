internal import Glibc

/// The addresses that this process may use, which `ulimit -v` and many batch systems limit.
///
/// OpenBLAS takes 128 MB of addresses for each thread that multiplies, and repeats for ever what the system refuses. It starts
/// a thread for each core when it is loaded, although linmil has threads of its own.
enum AddressSpace {
    /// Keeps OpenBLAS from starting threads of its own, in the environment of a process that starts.
    static let oneThread = (name: "OPENBLAS_NUM_THREADS", value: "1")

    /// Starts this program again with libraries that take few addresses, if addresses are limited.
    static func startAgainIfLimited() {
        guard isLimited, unsafe getenv(oneThread.name) == nil else { return }
        unsafe setenv(oneThread.name, oneThread.value, 1)
        // Else glibc takes 64 MB of addresses for each thread that allocates memory.
        unsafe setenv("MALLOC_ARENA_MAX", "1", 0)
        unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
        // Without /proc, all goes on as it is.
    }

    /// Whether `ulimit -v` limits this process.
    static let isLimited: Bool = {
        var limit = rlimit()
        return unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 && limit.rlim_cur < 1 << 46
    }()
}
