internal import Files
internal import Glibc

/// The output of the command: results go to standard output, everything else to standard error.
enum Terminal {
    /// A result cannot be written to standard output, for example because the disk is full or the pipe is closed.
    struct Unwritable: Error, CustomStringConvertible {
        let reason: String
        var description: String {
            "standard output: cannot be written (\(reason)), so the result is incomplete; write it to another place"
        }
    }

    /// Prints a message that is not a result.
    static func say(_ message: String) {
        // If standard error is closed, the failure cannot be reported.
        try? write(message + "\n", to: STDERR_FILENO)
    }

    /// Prints warnings: what the user should know before trusting a result.
    static func warn(_ warnings: [String]) {
        for warning in warnings { say("linmil: warning: \(warning)") }
    }

    /// Writes a result to standard output.
    static func print(_ result: String) throws(Unwritable) {
        try write(result + "\n", to: STDOUT_FILENO)
    }

    /// Writes to a descriptor. Opening `/dev/stdout` instead would fail for a socket.
    private static func write(_ text: String, to descriptor: Int32) throws(Unwritable) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let step = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else {
                throw Unwritable(reason: errno == EPIPE ? "the reader has closed it" : systemMessage())
            }
            rest = rest.dropFirst(step)
        }
    }
}
