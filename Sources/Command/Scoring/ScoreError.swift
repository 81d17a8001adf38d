internal import Files
internal import Heatmaps

/// Why scores cannot be written.
enum ScoreError: Error, CustomStringConvertible {
    /// The scores cannot be ranked or normalised.
    case notNormalizable(path: String, HeatmapError)

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        switch self {
        case .notNormalizable(let path, let error): error.sentence.about(path)
        }
    }
}
