package import Files
public import LinMIL
internal import Slides

/// Why a file with scores cannot be used. The description is one sentence.
public enum ResultError: Error, Equatable, Sendable {
    /// The content is not what linmil writes.
    case notScores(path: String, reason: String)
    /// Facts in the file contradict each other.
    case inconsistent(path: String, fault: String)
    /// An attribute of an HDF5 file from linmil is missing or wrong.
    case badAttribute(path: String, attribute: String, found: String, expected: String)
    /// The model has no class of this name or number.
    case noSuchClass(path: String, asked: String, classes: [String])
    /// A class is named, and none of the scores that are asked for speaks of one.
    case classlessScores([Score.Kind])
    /// A block or head is named, and none of the scores that are asked for is read from one.
    case blocklessScores([Score.Kind])
    /// The model computes no such score.
    case notComputed(path: String, score: String)
    /// A result has several scores, and it is not clear which is meant.
    case severalScores(path: String, names: [String])
    /// A result does not have the score that is asked for.
    case noSuchScore(path: String, asked: String, names: [String])
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
        case .noSuchClass(let path, let asked, let classes):
            ErrorSentence(
                "\(path): the model has no class '\(printable(asked))', expected \(Self.listed(classes))",
                remedy: "name a class that the model has")
        case .classlessScores(let kinds):
            ErrorSentence(
                "a class is named, and the score \(Self.listed(kinds)) knows no class",
                remedy: "compute one of "
                    + Score.Kind.allCases.filter(\.speaksOfClass).map(\.rawValue).joined(separator: ", "))
        case .blocklessScores(let kinds):
            ErrorSentence(
                "a block or head is named, and the score \(Self.listed(kinds)) is not read from one",
                remedy: "compute " + Score.Kind.allCases.filter(\.hasBlocks).map(\.rawValue).joined(separator: " or "))
        case .notComputed(let path, let score):
            ErrorSentence(
                "\(path): the score '\(score)' is not computed for such a model", remedy: "compute another score")
        case .severalScores(let path, let names):
            ErrorSentence(
                "\(path): has \(names.count) scores (\(names.map(printable).joined(separator: ", "))), expected one",
                remedy: "choose one")
        case .noSuchScore(let path, let asked, let names):
            ErrorSentence(
                "\(path): has no score '\(printable(asked))', expected one of \(names.map(printable).joined(separator: ", "))",
                remedy: "choose a score that is there")
        }
    }

    /// The classes with their numbers, the first few of many: `0 (normal) or 1 (tumor)`.
    private static func listed(_ classes: [String]) -> String {
        let shown = classes.enumerated().prefix(10).map { "\($0) (\(printable(String($1.prefix(60)))))" }
        return shown.joined(separator: classes.count > 10 ? ", " : " or ")
            + (classes.count > 10 ? " and so on to \(classes.count - 1)" : "")
    }

    private static func listed(_ kinds: [Score.Kind]) -> String {
        kinds.map { "'\($0.rawValue)'" }.joined(separator: " or ")
    }
}
