internal import Glibc

/// The addresses that this process may use, which `ulimit -v` and many batch systems limit.
///
/// OpenBLAS takes 128 MB of addresses for each thread that multiplies, and repeats for ever what the system refuses. It starts
/// a thread for each core when it is loaded.
enum AddressSpace {
    /// Starts this program again without OpenBLAS's threads, if addresses are limited: linmil has threads of its own.
    static func doWithoutLibraryThreads() {
        guard isLimited, unsafe getenv("OPENBLAS_NUM_THREADS") == nil else { return }
        unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
        unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
        // Without /proc, all goes on as it is.
    }

    private static var isLimited: Bool {
        var limit = rlimit()
        return unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 && limit.rlim_cur < 1 << 46
    }
}
