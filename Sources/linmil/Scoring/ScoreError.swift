internal import Files
internal import Heatmaps

/// Why scores cannot be written although they are there.
enum ScoreError: Error, CustomStringConvertible {
    /// The output is one of the inputs, by whatever name.
    case overwritesInput(path: String, what: String)
    /// Ranks or values cannot be made of the scores.
    case notNormalizable(path: String, HeatmapError)

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        switch self {
        case .overwritesInput(let path, let what):
            ErrorSentence(
                "\(path): this is \(what) itself, which the scores would replace, expected another file",
                remedy: "choose another output")
        case .notNormalizable(let path, let error): error.sentence.about(path)
        }
    }
}
