/// Why a file cannot be drawn as the options ask for it.
enum RenderError: Error, CustomStringConvertible {
    /// Features without a model.
    case missingModel(path: String)
    /// Scores with a model.
    case needlessModel(path: String)

    var description: String {
        switch self {
        case .missingModel(let path):
            "\(path): these are features, which a model has to score before they can be drawn; give --model FILE"
        case .needlessModel(let path):
            "\(path): these are scores already, which no model is needed for; leave --model out, or give features"
        }
    }
}
