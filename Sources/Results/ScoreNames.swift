internal import Files
internal import LinMIL

/// Names for the scores of one result, each of which has its own: the kind alone if there is one score of that kind, else
/// with what differs, as in `relevance class 0` and `cls block 1`.
package struct ScoreNames: Sendable, Equatable {
    /// The names in files, tables and messages, in the order of the scores.
    package let names: [String]
    /// The parts of each name; the class by its number.
    private let parts: [[Part]]

    private enum Part: Sendable, Equatable {
        case kind(String)
        case `class`(Int)
        case other(String)
    }

    /// Names scores.
    package init(_ scores: [TileScore]) {
        parts = scores.map { score in
            let alike = scores.filter { $0.name == score.name }
            func differ(_ fact: (TileScore) -> some Equatable) -> Bool { !alike.allSatisfy { fact($0) == fact(score) } }
            var parts = [Part.kind(score.name)]
            if let number = score.classNumber, differ(\.classNumber) { parts.append(.class(number)) }
            if let block = score.score?.block, differ(\.score?.block) { parts.append(.other("block \(block)")) }
            if let head = score.score?.head, differ(\.score?.head) { parts.append(.other("head \(head.name)")) }
            return parts
        }
        names = parts.map { parts in
            parts.map { part in
                switch part {
                case .kind(let text), .other(let text): text
                case .class(let number): "class \(number)"
                }
            }.joined(separator: " ")
        }
    }

    /// Whether no two scores have one name.
    package var areDistinct: Bool { Set(names).count == names.count }

    /// Returns names for parts of file names: `cls`, `relevance.tumor`. A class without a name of its own is `class-0`.
    ///
    /// - Parameter classes: the names of the model's classes.
    package func fileNames(classes: [String]) -> [String] {
        let safe = classes.map(SafeName.init)
        func name(_ number: Int) -> String {
            guard safe.indices.contains(number), !safe[number].text.isEmpty,
                safe.count(where: { $0.text == safe[number].text }) == 1
            else { return "class-\(number)" }
            return safe[number].text
        }
        return parts.map { parts in
            parts.map { part in
                switch part {
                case .kind(let text), .other(let text): SafeName(text.replacing(" ", with: "-")).text
                case .class(let number): name(number)
                }
            }.joined(separator: ".")
        }
    }
}

extension Score.Head {
    /// `mean`, `max`, or the head's number.
    package var name: String {
        switch self {
        case .mean: "mean"
        case .max: "max"
        case .number(let number): "\(number)"
        }
    }

    /// Reads a head's name; nil if it is none.
    package init?(name: String) {
        switch name {
        case "mean": self = .mean
        case "max": self = .max
        default:
            guard let number = Int(name) else { return nil }
            self = .number(number)
        }
    }
}
