internal import ArgumentParser

/// Errors as a program in another language says them.
package enum EmbeddedFailure {
    /// Returns one sentence, as the command prints it, with options in the words of `linmil score`. Of wrong words it is what the
    /// parser prints, which may have several lines.
    package static func sentence(for error: any Error) -> String {
        Linmil.exitCode(for: error) == .validationFailure
            ? ShownText.page(Linmil.message(for: error))
            : ShownText.line(Advice.sentence(for: error, in: .score))
    }
}
