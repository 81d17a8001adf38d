package import Files

/// Why a file of scores cannot be used. The description is one sentence.
public enum ResultError: Error, Equatable, Sendable {
    /// The file does not hold what linmil writes.
    case notScores(path: String, reason: String)
    /// The facts in the file do not belong together.
    case inconsistent(path: String, fault: String)
    /// An attribute of an HDF5 file that linmil wrote is missing or wrong.
    case badAttribute(path: String, attribute: String, found: String, expected: String)
}

extension ResultError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .notScores(let path, let reason):
            ErrorSentence(
                "\(path): these are not scores as linmil writes them (\(reason))", remedy: "write them again as JSON")
        case .inconsistent(let path, let fault):
            ErrorSentence(
                "\(path): has \(fault), expected one finite score and [x, y] for each tile, sizes in level-0 pixels, and "
                    + "a logit and probability for each class", remedy: "write the scores again")
        case .badAttribute(let path, let attribute, let found, let expected):
            ErrorSentence(
                "\(path): attribute '\(attribute)' of the file is \(found), expected \(expected) beside linmil's scores",
                remedy: "write the scores again")
        }
    }
}
