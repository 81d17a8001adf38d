internal import ArgumentParser
internal import Files

/// An error or warning of a library, to which a subcommand can add the option that helps.
///
/// Conformances switch over all cases without a default, so the compiler asks for the advice of a new case.
protocol Advised {
    /// What was found and expected, and what a caller of the library can do.
    var sentence: ErrorSentence { get }

    /// Returns what the user of the command can do; nil if the library's own remedy fits.
    func remedy(in subcommand: Subcommand) -> String?
}

extension Advised {
    /// Returns the sentence for the user of a subcommand.
    func advised(in subcommand: Subcommand) -> String {
        ErrorSentence(sentence.finding, remedy: remedy(in: subcommand) ?? sentence.remedy).text
    }
}

/// The sentences for errors of any kind.
enum Advice {
    /// Returns the sentence for an error, with the option that helps if there is one.
    static func sentence(for error: any Error, in subcommand: Subcommand?) -> String {
        if let error = error as? any Advised, let subcommand { return error.advised(in: subcommand) }
        guard Linmil.exitCode(for: error) == .validationFailure else { return "\(error)" }
        // Only the first line of the parser's message. The usage follows it.
        return Linmil.message(for: error).split(separator: "\n").first.map(String.init) ?? "\(error)"
    }
}
