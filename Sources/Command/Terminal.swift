internal import Files
internal import Glibc
internal import Synchronization

/// The output of the command: results go to standard output, everything else to standard error.
enum Terminal {
    /// A result cannot be written to standard output, for example because the disk is full or the pipe is closed.
    struct Unwritable: Error, CustomStringConvertible {
        let reason: String
        var description: String {
            "standard output: cannot be written (\(reason)), so the result is incomplete; write it to another place"
        }
    }

    /// Prints a message that is not a result, on one line.
    ///
    /// - Parameter replacing: whether it takes the place of the line that the cursor is on.
    static func say(_ message: String, replacing: Bool = false) {
        // If standard error is closed, the failure cannot be reported.
        try? write(
            (replacing ? "\r\u{1B}[K" : "") + ShownText.line(message) + "\n",
            to: OutputStream.standardError.load(ordering: .relaxed))
    }

    /// Replaces the line that the cursor is on, on a terminal.
    static func show(line: String) {
        try? write("\r\u{1B}[K" + ShownText.line(line), to: OutputStream.standardError.load(ordering: .relaxed))
    }

    /// Prints a message of several lines.
    static func say(page: String) {
        try? write(ShownText.page(page) + "\n", to: OutputStream.standardError.load(ordering: .relaxed))
    }

    /// Prints warnings: what the user should know before trusting a result.
    static func warn(_ warnings: [String]) {
        for warning in warnings { say("linmil: warning: \(warning)") }
    }

    /// Writes a result for a person to standard output.
    static func print(_ page: String) throws(Unwritable) {
        try print(drawn: ShownText.page(page))
    }

    /// Writes a result for a program to standard output.
    static func print(json: String, terminator: String = "\n") throws(Unwritable) {
        try write(ShownText.json(json) + terminator, to: STDOUT_FILENO)
    }

    /// Writes what the command itself has drawn with control characters to standard output, and no text of a file.
    static func print(drawn: String) throws(Unwritable) {
        try write(drawn + "\n", to: STDOUT_FILENO)
    }

    /// Takes standard error away from C libraries, which print there before they crash: the supervisor says what happened.
    static func silenceLibraries() {
        let copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        let nowhere = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { if nowhere >= 0 { close(nowhere) } }
        guard copy >= 0, nowhere >= 0 else { return }
        OutputStream.standardError.store(copy, ordering: .relaxed)
        dup2(nowhere, STDERR_FILENO)
        // glibc prints to the terminal itself, unless it is told to take standard error.
        unsafe setenv("LIBC_FATAL_STDERR_", "1", 1)
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
