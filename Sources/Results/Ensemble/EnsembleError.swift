package import Files
internal import Slides

/// Why models cannot score a slide together. The description is one sentence.
public enum EnsembleError: Error, Equatable, Sendable {
    /// Two checkpoints are the same file, or have the same bytes.
    case sameFile(path: String, other: String)
    /// The models have other classes, or the same in another order.
    case otherClasses(path: String, found: [String], other: String, expected: [String])
    /// The models read features of other widths.
    case otherWidth(path: String, found: Int, other: String, expected: Int)
    /// The models are of other kinds, so their scores cannot be compared.
    case otherKind(path: String, found: String, other: String, expected: String)
    /// One model cannot disagree.
    case oneModel(path: String)
}

extension EnsembleError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same sentence, with the remedy kept apart.
    package var sentence: ErrorSentence {
        switch self {
        case .sameFile(let path, let other):
            ErrorSentence(
                path == other
                    ? "\(path): is given twice, expected each checkpoint once"
                    : "\(path): has the same bytes as \(other), expected each checkpoint once",
                remedy: "leave one of them out")
        case .otherClasses(let path, let found, let other, let expected):
            ErrorSentence(
                "\(path): has \(Self.listed(found)), expected \(Self.listed(expected)) as in \(other)",
                remedy: found.count == expected.count
                    ? "give checkpoints of one training, or name the classes"
                    : "give checkpoints of one training")
        case .otherWidth(let path, let found, let other, let expected):
            ErrorSentence(
                "\(path): takes features of width \(found), expected \(expected) as in \(other)",
                remedy: "give checkpoints of one training")
        case .otherKind(let path, let found, let other, let expected):
            ErrorSentence(
                "\(path): has \(found), expected \(expected) as in \(other)", remedy: "give checkpoints of one training"
            )
        case .oneModel(let path):
            ErrorSentence(
                "\(path): is the only model, expected at least two for a disagreement",
                remedy: "give more checkpoints of the same training")
        }
    }

    /// `2 classes (normal, tumor)`, with the first few of many.
    private static func listed(_ classes: [String]) -> String {
        let names = classes.prefix(10).map { printable(String($0.prefix(60))) } + (classes.count > 10 ? ["..."] : [])
        return "\(classes.count) \(classes.count == 1 ? "class" : "classes") (\(names.joined(separator: ", ")))"
    }
}
