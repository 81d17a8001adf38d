internal import ArgumentParser

/// How much is told on standard error.
struct QuietOption: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print only errors.")
    var quiet = false

    /// Tells a person something that is not a result.
    func say(_ message: @autoclosure () -> String) {
        if !quiet { Terminal.say(message()) }
    }

    /// Tells a person what they should know before they trust a result.
    func warn(_ warnings: [String]) {
        if !quiet { Terminal.warn(warnings) }
    }
}
