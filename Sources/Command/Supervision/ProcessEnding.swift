internal import Glibc

/// How a process came to its end.
enum ProcessEnding {
    case exited(Int32)
    case signalled(Int32)

    /// Waits for the end of a child process.
    init(of process: pid_t) {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        self.init(status: status)
    }

    /// How a child process has ended; nil if it runs on.
    init?(soFar process: pid_t) {
        var status: Int32 = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        self.init(status: status)
    }

    /// Takes the status of `waitpid`: the macros of `sys/wait.h` are not imported.
    private init(status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
    }
}
