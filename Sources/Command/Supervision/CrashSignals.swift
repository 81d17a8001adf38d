internal import Glibc

/// The signals by which a library crashes.
enum CrashSignals {
    /// Lets such a signal end this process at once.
    ///
    /// With SWIFT_BACKTRACE in the environment, as `swift test` sets it, the Swift runtime would start another program that
    /// describes the crash. That program inherits all open files, and waits for ever if this process is killed meanwhile.
    static func endAtOnce() {
        for number in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGQUIT] { signal(number, SIG_DFL) }
    }
}
