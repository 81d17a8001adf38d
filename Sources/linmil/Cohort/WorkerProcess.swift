internal import Foundation
internal import Glibc

/// A worker and the two pipes to it; killed with its owner.
final class WorkerProcess {
    private let process = Process()
    private let toWorker = Pipe()
    private let fromWorker = Pipe()
    private var received: [UInt8] = []

    /// Why no reply came.
    enum Silence: Error {
        /// The process ended: by a signal, or with an exit code.
        case ended(words: String)
        /// It took longer than it may.
        case late
        /// It holds more memory than it may.
        case greedy(bytes: Int)
    }

    /// Starts this program again as a worker.
    init() throws {
        // No other worker may hold this one's pipe open.
        _ = fcntl(toWorker.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["cohort-worker"]
        process.standardInput = toWorker
        process.standardOutput = fromWorker
        // What C libraries print of damaged files is no news.
        process.standardError = FileHandle.nullDevice
        try process.run()
        try? toWorker.fileHandleForReading.close()
        try? fromWorker.fileHandleForWriting.close()
    }

    deinit { kill() }

    /// Ends the process at once.
    func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func send(_ request: WorkerRequest) throws(Silence) {
        do {
            try toWorker.fileHandleForWriting.write(contentsOf: MessageLine.encode(request))
        } catch {
            throw ended()
        }
    }

    /// Waits for the next reply.
    ///
    /// - Parameters:
    ///   - deadline: when to give up; nil to wait for ever.
    ///   - memory: the bytes that the process may hold.
    func reply(before deadline: ContinuousClock.Instant?, memory: Int) throws(Silence) -> WorkerReply {
        let descriptor = fromWorker.fileHandleForReading.fileDescriptor
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(received[..<end])
                received.removeSubrange(...end)
                guard let reply = try? MessageLine.decode(line, as: WorkerReply.self) else { continue }
                return reply
            }
            var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&state, 1, 100)
            if ready > 0 {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                let count = unsafe read(descriptor, &buffer, buffer.count)
                if count <= 0 { throw ended() }
                received += buffer.prefix(count)
                continue
            }
            if let deadline, ContinuousClock.now > deadline { throw .late }
            if residentBytes > memory { throw .greedy(bytes: residentBytes) }
        }
    }

    private func ended() -> Silence {
        kill()
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal else {
            return .ended(words: "the worker ended with code \(process.terminationStatus)")
        }
        let signal = process.terminationStatus
        return .ended(
            words: signal == SIGKILL
                ? "the worker was killed, as the system does where memory runs out"
                : "the worker crashed (signal \(signal)), as a damaged file can make a library do")
    }

    /// Bytes of memory that the process holds.
    private var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8) else {
            return 0
        }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
