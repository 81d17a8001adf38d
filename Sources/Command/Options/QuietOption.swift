internal import ArgumentParser
internal import LinMIL
internal import Results

/// Whether messages are printed to standard error.
struct QuietOption: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print only errors.")
    var quiet = false

    /// Prints a message that is not a result.
    func say(_ message: @autoclosure () -> String) {
        if !quiet { Terminal.say(message()) }
    }

    /// Prints which models' activation is assumed.
    func note(assumptionsOf models: [ModelFile]) {
        let names = models.filter(\.model.assumesActivation).map(\.model.source)
        if let note = Wording.assumedActivation(of: names) { say(note) }
    }

    /// Prints warnings: what the user should know before trusting a result.
    func warn(_ warnings: [String]) {
        if !quiet { Terminal.warn(warnings) }
    }
}
