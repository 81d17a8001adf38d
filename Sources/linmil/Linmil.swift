internal import ArgumentParser
internal import Glibc
internal import Results

/// The command `linmil`.
///
/// The argument parser reports usage errors, with exit code 64. Every other failure prints one sentence to standard
/// error, with exit code 1.
@main
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
            """,
        version: Linmil.version,
        subcommands: [
            RenderCommand.self, ScoreCommand.self, CohortCommand.self, ReportCommand.self, InspectCommand.self,
            WorkerCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot(RangeArguments.joined(Array(CommandLine.arguments.dropFirst())))
            do {
                try command.run()
            } catch let error as any CustomStringConvertible & Error where !isParserError(error) {
                Terminal.say("linmil: " + Advice.sentence(for: error, in: Subcommand(command)))
                Glibc.exit(1)
            }
        } catch {
            exit(withError: error)
        }
    }

    /// Returns whether the argument parser handles an error: help texts, wrong usage and exit codes.
    private static func isParserError(_ error: any Error) -> Bool {
        error is ValidationError || error is CleanExit || error is ExitCode
            || exitCode(for: error) == .validationFailure
    }
}
