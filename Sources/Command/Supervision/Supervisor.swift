internal import Files
internal import Glibc

/// A command that reads users' files, whose work is done in a process of its own.
protocol SupervisedCommand {
    /// How long its work may make no progress.
    var stall: StallOption { get }
}

/// Runs a command's work in a copy of this process, and watches it.
///
/// libhdf5, OpenSlide and the picture libraries crash on some damaged files and never return from others. Here that ends
/// the copy. The work is then begun again and refuses the file that ended it, as it refuses a file that is missing: so a
/// bad file costs what a missing one costs, and every sentence about it is made where all are made.
///
/// The copy is made by `fork` before any thread is started, so it costs a millisecond or two where a new process would cost
/// 20 for its libraries. Standard input, output and error are shared. The copy belongs to the same process group, so Ctrl-C
/// and Ctrl-Z reach both, and it ends when its parent does.
///
/// The work has a thread of its own. The lock that guards a `static let` while it is made holds the number of the thread that makes it.
/// Swift asks for a thread's number once, so in the copy's first thread it is still that of a thread of the parent: if another thread
/// waits for a value that the first one makes, neither ever goes on.
struct Supervisor {
    let limits: StallLimits

    /// Does the work, and ends this process with its exit code.
    ///
    /// Without a process for the work (`ulimit -u`, `ulimit -n`), this one does it unwatched. So it does for whoever wants to
    /// see it in a debugger, with LINMIL_UNSUPERVISED in the environment.
    func run(_ work: @escaping @Sendable () -> Never) -> Never {
        startWork()
        guard BackgroundThread.start({ work() }) else { work() }
        while true { pause() }
    }

    /// Returns in a process that is to do the work; the process that watches it ends here, with the exit code of the work.
    private func startWork() {
        // With fewer, the Swift libraries crash where they cannot open what they need.
        guard Descriptor.limit >= Self.leastDescriptors else {
            Terminal.say(
                "linmil: this process may open \(Descriptor.limit) files, expected at least \(Self.leastDescriptors); raise the "
                    + "limit (ulimit -n)")
            _exit(1)
        }
        if unsafe getenv("LINMIL_UNSUPERVISED") != nil { return }
        var attempt = Attempt()
        while true {
            guard let child = SupervisedProcess(attempt, limits: limits) else { return }
            let (ending, news) = child.watch()
            attempt.finished += news.finished
            attempt.failed += news.failed
            switch ending {
            case .itself(.exited(let code)): _exit(code)
            case .itself(.signalled(let signal)) where Self.passedOn.contains(signal): end(by: signal)
            // What an earlier file has left in memory may have been the cause: in a new process, that is gone.
            case .itself(.signalled) where news.finished > 0: break
            case .itself(.signalled(let signal)): refuse(news.path, ProcessWatch.crash(signal), in: &attempt)
            case .stopped(let reason): refuse(news.path, reason, in: &attempt)
            }
        }
    }

    private static let leastDescriptors = 16

    /// Signals that a person or a shell sends, which are not about a file.
    private static let passedOn = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE]

    /// Leaves a file out of the next try. If that has not helped, or it is not known which file it was, all ends here.
    private func refuse(_ path: String?, _ reason: String, in attempt: inout Attempt) {
        if let path, attempt.refusals.updateValue(reason, forKey: path) == nil { return }
        Terminal.say("linmil: \(path ?? "linmil"): \(reason)")
        _exit(1)
    }

    /// Ends this process as the work has ended, so that a shell sees what it expects after Ctrl-C.
    private func end(by signal: Int32) -> Never {
        Glibc.signal(signal, SIG_DFL)
        kill(getpid(), signal)
        _exit(128 + signal)
    }
}
