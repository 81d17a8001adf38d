/// Errors as a program in another language says them.
package enum EmbeddedFailure {
    /// Returns one sentence, as the command prints it, with options in the words of `linmil score`.
    package static func sentence(for error: any Error) -> String {
        ShownText.line(Advice.sentence(for: error, in: .score))
    }
}
