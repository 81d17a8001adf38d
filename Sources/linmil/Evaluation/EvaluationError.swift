internal import Files

/// Why a slide's maps cannot be measured.
enum EvaluationError: Error, Equatable, CustomStringConvertible {
    /// A map has another number of tiles than the features.
    case otherTiles(path: String, found: Int, features: String, expected: Int)
    /// A map is of another part of the slide than the regions choose.
    case otherPart(path: String, features: String)

    var description: String {
        switch self {
        case .otherPart(let path, let features):
            "\(path): has scores of another part of the slide than the regions choose, expected the same tiles of "
                + "\(features); give scores of the whole slide or of this part with --map"
        case .otherTiles(let path, let found, let features, let expected):
            "\(path): there are \(found) scores, expected \(expected), one for each tile of \(features); give the scores of "
                + "the same tiles with --map"
        }
    }
}
