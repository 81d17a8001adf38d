internal import Files

/// Why a slide's maps cannot be measured.
enum EvaluationError: Error, Equatable, CustomStringConvertible {
    /// A map has another number of tiles than the features.
    case otherTiles(path: String, found: Int, features: String, expected: Int)

    var description: String {
        switch self {
        case .otherTiles(let path, let found, let features, let expected):
            "\(path): there are \(found) scores, expected \(expected), one for each tile of \(features); give the scores of "
                + "the same tiles with --map"
        }
    }
}
