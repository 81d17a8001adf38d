internal import Files
internal import LinMIL
internal import Results

/// Why a slide's maps cannot be measured.
enum EvaluationError: Error, Equatable, CustomStringConvertible {
    /// A map has another number of tiles than the features.
    case otherTiles(path: String, found: Int, features: String, expected: Int)
    /// A map is of another part of the slide than the regions choose.
    case otherPart(path: String, features: String)
    /// Several models score the slide together.
    case severalModels(path: String, count: Int)
    /// Two maps would have the same name.
    case sameName(path: String, name: String)

    var description: String {
        switch self {
        case .otherPart(let path, let features):
            "\(path): has scores of another part of the slide than the regions choose, expected the same tiles of "
                + "\(features); give scores of the whole slide or of this part with --map"
        case .severalModels(let path, let count):
            "\(path): is one of \(count) models that score a slide together, expected one, whose maps are measured; leave out "
                + "--evaluate, or give one model"
        case .otherTiles(let path, let found, let features, let expected):
            "\(path): there are \(found) scores, expected \(expected), one for each tile of \(features); give the scores of "
                + "the same tiles with --map"
        case .sameName(let path, let name):
            "\(path): another map is called '\(name)' already, expected a name of its own; rename the file"
        }
    }
}

extension Ensemble {
    /// Refuses models whose maps cannot be measured by removing tiles: several, or one without a probability.
    func requireMeasurable() throws {
        guard members.count == 1 else {
            throw EvaluationError.severalModels(path: first.model.source, count: members.count)
        }
        try first.model.requireProbability()
    }
}
