internal import Files
internal import Heatmaps

/// Why scores cannot be written.
enum ScoreError: Error, CustomStringConvertible {
    /// The output is one of the inputs, perhaps under another name.
    case overwritesInput(path: String, what: String)
    /// The scores cannot be ranked or normalised.
    case notNormalizable(path: String, HeatmapError)

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        switch self {
        case .overwritesInput(let path, let what):
            ErrorSentence(
                "\(path): is \(what), which the scores would overwrite, expected another file",
                remedy: "choose another output")
        case .notNormalizable(let path, let error): error.sentence.about(path)
        }
    }
}
