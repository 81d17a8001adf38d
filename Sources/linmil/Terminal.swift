internal import Files
internal import Glibc

/// The two ways out: results to standard output, everything else to standard error.
enum Terminal {
    /// Standard output cannot take a result: a full disk, a closed pipe.
    struct Unwritable: Error, CustomStringConvertible {
        let reason: String
        var description: String {
            "standard output: cannot be written (\(reason)), so the result is not complete; send it to where there is room"
        }
    }

    /// Tells a person something that is not a result.
    static func say(_ message: String) {
        // If standard error is closed, the failure cannot be reported.
        try? write(message + "\n", to: STDERR_FILENO)
    }

    /// Tells a person what they should know before they trust a result.
    static func warn(_ warnings: [String]) {
        for warning in warnings { say("linmil: warning: \(warning)") }
    }

    /// Writes a result.
    static func print(_ result: String) throws(Unwritable) {
        try write(result + "\n", to: STDOUT_FILENO)
    }

    /// Writes to what the caller of the process has opened; `/dev/stdout` could not name a socket.
    private static func write(_ text: String, to descriptor: Int32) throws(Unwritable) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let step = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else {
                throw Unwritable(reason: errno == EPIPE ? "nobody reads it" : systemMessage())
            }
            rest = rest.dropFirst(step)
        }
    }
}
