/// An error's sentence in two parts, so that a program can put its own remedy in place of the library's.
///
/// A library says what was found and expected, and what its caller can do. It knows no options of a program.
package struct ErrorSentence: Equatable, Sendable {
    /// The file, what was found and what was expected.
    package let finding: String
    /// What to do about it; nil where nothing can be done, or the finding says it.
    package let remedy: String?

    /// Takes both parts, without a full stop.
    package init(_ finding: String, remedy: String? = nil) { (self.finding, self.remedy) = (finding, remedy) }

    /// Returns the sentence with the name of the file that it is about, which its error did not know.
    package func about(_ path: String) -> ErrorSentence { ErrorSentence("\(path): \(finding)", remedy: remedy) }

    /// The whole sentence, without a full stop.
    package var text: String { remedy.map { "\(finding); \($0)" } ?? finding }
}
