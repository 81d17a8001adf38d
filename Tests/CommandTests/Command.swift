import Foundation

/// The built command, run as a user runs it.
enum Command {
    /// The executable in the same folder as the test runner, whatever the build folder is called.
    static let path: String = {
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests ?? CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "linmil")
            .path
    }()

    /// The result of a run, apart from files.
    struct Outcome {
        /// The exit code, or the number of the signal that ended the process.
        let status: Int32
        let wasKilled: Bool
        let output: String
        let errors: String

        var succeeded: Bool { status == 0 && !wasKilled }
        /// Whether the command refused its input properly: it did not crash, and printed nothing that looks like a
        /// result.
        var failed: Bool { status == 1 && !wasKilled && output.isEmpty }
    }

    private static let slots = Slots(count: 3 * ProcessInfo.processInfo.activeProcessorCount)

    /// Runs the command in a folder. With a signal, the run is ended once it has a file open there.
    ///
    /// - Parameter fault: what is to go wrong on purpose.
    static func run(
        _ arguments: [String], in folder: ScratchFolder, interruptedBy signal: Int32? = nil, fault: String? = nil
    ) async throws -> Outcome {
        try await launch(path, arguments, in: folder, interruptedBy: signal, fault: fault)
    }

    /// Runs a line of shell in a folder. `$linmil` is the command.
    static func shell(_ line: String, in folder: ScratchFolder) async throws -> Outcome {
        try await launch("/bin/sh", ["-c", line], in: folder)
    }

    private static func launch(
        _ executable: String, _ arguments: [String], in folder: ScratchFolder, interruptedBy signal: Int32? = nil,
        fault: String? = nil
    ) async throws -> Outcome {
        await slots.take()
        defer { Task { await slots.giveBack() } }
        let (output, errors) = (try folder.capture("output"), try folder.capture("errors"))
        // Process keeps its handles, so they would stay open to the end of all tests.
        defer { [output, errors].forEach { try? $0.close() } }
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(["linmil": path]) { $1 }
        process.environment?["LINMIL_WORKER_FAULT"] = fault
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.runWithSignals()
        if let signal {
            // Use a separate thread: the tests' pool may be busy until long after the command has ended.
            let (identifier, path) = (process.processIdentifier, folder.path)
            Thread.detachNewThread {
                while kill(identifier, 0) == 0, !ScratchFolder.hasOpenFile(of: identifier, in: path) { usleep(500) }
                kill(identifier, signal)
            }
        }
        while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
        return Outcome(
            status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
            output: try output.textFromStart(), errors: try errors.textFromStart())
    }
}

/// Lets so many processes run at once. Tests start all together, and hundreds of processes would make each other look stalled;
/// Foundation's `Process` also crashes where the tests have more than a thousand files open.
private actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { free = count }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

extension Process {
    /// Starts the process with no signal blocked. Threads that run tests block most signals, and a child inherits that.
    fileprivate func runWithSignals() throws {
        var (none, blocked) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &blocked)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &blocked, nil) }
        try run()
    }
}

extension FileHandle {
    fileprivate func textFromStart() throws -> String {
        try seek(toOffset: 0)
        return String(decoding: try readToEnd() ?? Data(), as: UTF8.self)
    }
}
