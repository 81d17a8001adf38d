internal import Files

/// Why a file cannot be drawn with the given options.
enum RenderError: Error, CustomStringConvertible {
    /// There are features but no model.
    case missingModel(path: String)
    /// There are scores, and also a model.
    case needlessModel(path: String)
    /// The scores are those of a part of a slide, of which regions are to choose a part again.
    case partOfPart(path: String)

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        switch self {
        case .missingModel(let path):
            ErrorSentence(
                "\(path): contains features, which a model must score before they can be drawn",
                remedy: "give a model")
        case .needlessModel(let path):
            ErrorSentence(
                "\(path): already contains scores, so no model is needed",
                remedy: "leave the model out, or give features")
        case .partOfPart(let path):
            ErrorSentence(
                "\(path): contains scores of a part of a slide, expected those of the whole slide to choose tiles from",
                remedy: "give the features and the model with all regions, or leave the regions out")
        }
    }
}
