internal import ArgumentParser
internal import Files

/// What a library says, to which a subcommand can add the option that helps.
///
/// Conformances are exhaustive over their cases: a new case asks for its advice.
protocol Advised {
    /// What was found and expected, and what a caller of the library can do.
    var sentence: ErrorSentence { get }

    /// Returns what a person can do at the command line; nil where the library's own remedy says it.
    func remedy(in subcommand: Subcommand) -> String?
}

extension Advised {
    /// Returns the sentence as a person reads it.
    func advised(in subcommand: Subcommand) -> String {
        ErrorSentence(sentence.finding, remedy: remedy(in: subcommand) ?? sentence.remedy).text
    }
}

enum Advice {
    /// Returns the sentence of any error, with the option that helps where there is one.
    static func sentence(for error: any Error, in subcommand: Subcommand?) -> String {
        if let error = error as? any Advised, let subcommand { return error.advised(in: subcommand) }
        guard Linmil.exitCode(for: error) == .validationFailure else { return "\(error)" }
        // The parser's first line; usage follows it.
        return Linmil.message(for: error).split(separator: "\n").first.map(String.init) ?? "\(error)"
    }
}
