internal import Files
internal import FoundationEssentials
internal import Glibc

/// What is known of a process that reads users' files: which file it is at, and for how long it has told nothing.
struct ProcessWatch {
    let limits: StallLimits
    private let process: pid_t
    /// The file that it read last.
    private(set) var path: String?
    private var openFiles = 0
    private var silence = 0.0
    private var waitForCore = 0.0
    /// Its memory when it began to open a file, in bytes.
    private var bytesBefore = 0

    init(of process: pid_t, limits: StallLimits) { (self.process, self.limits) = (process, limits) }

    /// How long one look lasts at most, in milliseconds.
    static let lookMilliseconds: Int32 = 100

    mutating func hear(_ news: FileActivity.News) {
        silence = 0
        switch news {
        case .opening(let path):
            self.path = path
            if openFiles == 0 { bytesBefore = residentBytes }
            openFiles += 1
        case .reading(let path): self.path = path
        case .opened: openFiles -= 1
        case .progress: break
        }
    }

    /// Counts time in which the process told nothing.
    ///
    /// If this very process was paused meanwhile, as by Ctrl-Z, so was the other. And a busy machine makes no file bad: the
    /// time in which the process waited for a core counts a sixth.
    mutating func wait(_ elapsed: Duration) {
        let seconds = min(elapsed / .seconds(1), 2 * Double(Self.lookMilliseconds) / 1000)
        let waited = Self.waitForCore(of: process)
        silence += max(seconds - max(0, waited - waitForCore), seconds / 6)
        waitForCore = waited
    }

    /// How long the threads of a process have waited for a core, in seconds, as the kernel counts it; 0 if it does not.
    private static func waitForCore(of process: pid_t) -> Double {
        let folder = "/proc/\(process)/task"
        let threads = FileSystem.names(in: folder) ?? []
        let nanoseconds = threads.map { thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            return text?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        }
        return nanoseconds.reduce(0, +) * 1e-9
    }

    /// The memory that the process uses, in bytes.
    var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private var limit: Double { openFiles > 0 ? limits.opening : limits.reading }

    /// Why the process is to be ended, as the end of a sentence about the file; nil while all is well.
    var problem: String? {
        if silence > limit {
            return
                "reading this file made no progress for \(Wording.length(limit)) s, as with some damaged files; copy or "
                + "export the file again, or allow more time with --stall-timeout"
        }
        if openFiles > 0, residentBytes - bytesBefore > StallLimits.openingBytes {
            return
                "opening this file took more than \(StallLimits.openingBytes >> 30) GB of memory, as with some damaged "
                + "files; copy or export the file again"
        }
        return nil
    }

    /// Why a process that ended by a signal did so, as the end of a sentence about the file.
    static func crash(_ signal: Int32) -> String {
        if signal == SIGKILL {
            return "the process that read this file was killed, which the system does when memory runs out; free "
                + "memory, or copy or export the file again"
        }
        let cause = "a library crashed while it read this file (signal \(signal)), as with some damaged files"
        return AddressSpace.isLimited
            ? "\(cause) and too little memory; raise the limit (ulimit -v), or copy or export the file again"
            : "\(cause); copy or export the file again"
    }
}
