internal import ArgumentParser
internal import Files
internal import Glibc
internal import Results

/// The command `linmil`.
///
/// The argument parser reports usage errors, with exit code 64. Every other failure prints one sentence to standard
/// error, with exit code 1.
struct Linmil: ParsableCommand {
    static let version = SlideResult.currentVersion

    static let configuration = CommandConfiguration(
        commandName: "linmil",
        abstract: "Draw attention heatmaps of whole-slide images from tile features and a Lin-MIL model.",
        discussion: """
            Draw one slide:

              linmil render slide.h5 --model model.pt --thumbnail slide.png -o overlay.png

            See what a file contains, and what a heatmap still needs:

              linmil inspect slide.h5 model.pt slide.png

            See what is installed, and whether it works:

              linmil doctor
            """,
        version: Linmil.version,
        subcommands: [
            RenderCommand.self, ScoreCommand.self, EvaluateCommand.self, CohortCommand.self, ReportCommand.self,
            InspectCommand.self, DoctorCommand.self,
            WorkerCommand.self, FeaturesWorkerCommand.self, PictureWorkerCommand.self,
        ])

    /// Runs the command and ends the process.
    ///
    /// - Parameter arguments: the words after the program's name, in the form of `PathText`.
    static func run(_ arguments: [String]) -> Never {
        // A file that grows over the limit of `ulimit -f` is a failure to write, like a full disk, and no signal.
        signal(SIGXFSZ, SIG_IGN)
        AddressSpace.saveAddresses()
        do {
            let command = try parseAsRoot(NumberArguments.joined(arguments))
            if let cohort = command as? CohortCommand { try cohort.requireMergeAlone(arguments) }
            guard let supervised = command as? any SupervisedCommand else { work(command, arguments) }
            // The thread that does the work is the only one that has the command from then on.
            nonisolated(unsafe) let handed = command
            Supervisor(limits: supervised.stall.limits).run { unsafe work(handed, arguments) }
        } catch {
            end(with: error, arguments)
        }
    }

    /// Does a command's work and ends the process.
    private static func work(_ command: any ParsableCommand, _ arguments: [String]) -> Never {
        var command = command
        do {
            try command.run()
            quit(0)
        } catch let error as any CustomStringConvertible & Error where !isParserError(error) {
            Terminal.say("linmil: " + Advice.sentence(for: error, in: Subcommand(command)))
            quit(1)
        } catch {
            end(with: error, arguments)
        }
    }

    /// Prints what the argument parser says, and ends the process.
    private static func end(with error: any Error, _ arguments: [String]) -> Never {
        let (code, text) = (exitCode(for: error), page(for: error, arguments))
        if !text.isEmpty {
            if code == .success { try? Terminal.print(text) } else { Terminal.say(page: text) }
        }
        quit(code.rawValue)
    }

    /// Returns what the user reads about an error of the argument parser, or the page that was asked for.
    private static func page(for error: any Error, _ arguments: [String]) -> String {
        let page = fullMessage(for: error)
        guard exitCode(for: error) == .validationFailure, let usage = page.firstRange(of: "\nUsage: "),
            let known = KnownWords(), let unknown = UnknownWord(in: arguments, known)
        else { return page }
        return "Error: " + unknown.message + page[usage.lowerBound...]
    }

    /// Ends the process without the libraries' own clean-up, which crashes after some damaged files.
    private static func quit(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }

    /// Returns whether the argument parser handles an error: help texts, wrong usage and exit codes.
    private static func isParserError(_ error: any Error) -> Bool {
        error is ValidationError || error is CleanExit || error is ExitCode
            || exitCode(for: error) == .validationFailure
    }
}
