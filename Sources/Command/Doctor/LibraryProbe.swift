internal import CProcess
internal import Files
internal import Glibc

/// Opens a library in a process of its own first, because some that do not fit a machine crash, or never return, when they are
/// opened. The process is a copy of this one, so this one must have no other thread yet.
struct LibraryProbe {
    /// The library as it was found, or as missing if it ended the process.
    let library: UsedLibrary
    /// Whether it must not be opened.
    let isDangerous: Bool

    /// How long opening may take, in seconds.
    private static let limit: UInt32 = 10

    /// Opens a library.
    ///
    /// - Parameters:
    ///   - name: the library's usual name.
    ///   - package: the Debian package that holds it.
    ///   - find: opens it and describes it.
    init(_ name: String, package: String, _ find: () -> UsedLibrary) {
        let child = linmil_fork()
        if child == 0 {
            CrashSignals.endAtOnce()
            signal(SIGALRM, SIG_DFL)
            alarm(Self.limit)
            #if DEBUG
                WorkerFault.act(on: name)
            #endif
            _ = find()
            _exit(0)
        }
        let fault: String?
        switch child < 0 ? ProcessEnding.exited(0) : ProcessEnding(of: child) {
        case .exited(0): fault = nil
        case .exited(let code): fault = "\(name) ended the process that opened it (exit code \(code))"
        case .signalled(SIGALRM): fault = "\(name) could not be opened within \(Self.limit) s"
        case .signalled(let signal): fault = "\(name) crashed when it was opened (signal \(signal))"
        }
        library = fault.map { UsedLibrary(name, missing: .init(package: package, reason: $0)) } ?? find()
        isDangerous = fault != nil
    }
}
