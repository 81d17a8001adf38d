internal import Files

/// Why a file cannot be drawn as the options ask for it.
enum RenderError: Error, CustomStringConvertible {
    /// Features without a model.
    case missingModel(path: String)
    /// Scores with a model.
    case needlessModel(path: String)

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        switch self {
        case .missingModel(let path):
            ErrorSentence(
                "\(path): these are features, which a model has to score before they can be drawn",
                remedy: "give a model")
        case .needlessModel(let path):
            ErrorSentence(
                "\(path): these are scores already, which need no model",
                remedy: "leave the model out, or give features")
        }
    }
}
