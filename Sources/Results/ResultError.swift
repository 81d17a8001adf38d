package import Files

/// Why a file with scores cannot be used. The description is one sentence.
public enum ResultError: Error, Equatable, Sendable {
    /// The content is not what linmil writes.
    case notScores(path: String, reason: String)
    /// Facts in the file contradict each other.
    case inconsistent(path: String, fault: String)
    /// An attribute of an HDF5 file from linmil is missing or wrong.
    case badAttribute(path: String, attribute: String, found: String, expected: String)
}

extension ResultError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same sentence, with the remedy kept apart.
    package var sentence: ErrorSentence {
        switch self {
        case .notScores(let path, let reason):
            ErrorSentence(
                "\(path): this is not a linmil score file (\(reason))", remedy: "write them again as JSON")
        case .inconsistent(let path, let fault):
            ErrorSentence(
                "\(path): has \(fault), expected one finite score and [x, y] for each tile, sizes in level-0 pixels, and "
                    + "a logit and probability for each class", remedy: "write the scores again")
        case .badAttribute(let path, let attribute, let found, let expected):
            ErrorSentence(
                "\(path): attribute '\(attribute)' is \(found), expected \(expected)",
                remedy: "write the scores again")
        }
    }
}
