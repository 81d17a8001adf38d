public import LinMIL

/// Which scores are wanted of a model or a result, as a user says it: kinds, and a class by its name.
///
///     let request = ScoreRequest([.cls, .relevance], class: .named("tumor"))
///     let scores = try request.scores(of: model)  // [.cls, Score(.relevance, class: 1)]
public struct ScoreRequest: Sendable, Equatable {
    /// Which class the scores speak of.
    public enum ClassChoice: Sendable, Equatable {
        /// The class that the model predicts.
        case predicted
        /// The class of this name, or of this number counted from 0.
        case named(String)
        /// Each class: one map for each.
        case all
    }

    /// What is computed, in the order of the maps; nil if nobody says it: `cls` of a model, the only score of a result. An
    /// empty list stands for all scores of a result.
    public var kinds: [Score.Kind]?
    /// The class that scores speak of, if they speak of one.
    public var `class`: ClassChoice
    /// The block that a score is read from, counted from 0; nil for the last one.
    public var block: Int?
    /// What is made of the heads' numbers.
    public var head: Score.Head?
    /// What is made of several models' scores; nil if nobody says it: their mean.
    public var across: [AcrossModels]?

    /// Asks for scores.
    public init(
        _ kinds: [Score.Kind]? = nil, class: ClassChoice = .predicted, block: Int? = nil, head: Score.Head? = nil
    ) {
        (self.kinds, self.class, self.block, self.head) = (kinds, `class`, block, head)
    }

    /// All scores that a result has.
    public static let all = ScoreRequest([])

    /// Returns the scores to compute, in the order of the kinds, and of the classes within a kind.
    ///
    /// - Throws: `ResultError` if the model has no such class, or if a class, block or head is named for scores that have
    ///   none. Blocks and heads that the model does not have are refused by `Model.forward`.
    public func scores(of model: Model) throws(ResultError) -> [Score] {
        let kinds = kinds ?? [.cls]
        precondition(!kinds.isEmpty, "a model computes only the scores that are named")
        try requireUse(by: kinds)
        let classes: [Int?] =
            switch `class` {
            case .predicted: [nil]
            case .named(let name): [try ClassName(name).number(in: model.classNames, of: model.source)]
            case .all: Array(0..<model.configuration.classes)
            }
        return kinds.flatMap { kind in
            (kind.speaksOfClass ? classes : [nil]).map { number in
                kind.hasBlocks
                    ? Score(kind, class: number, block: block, head: head ?? .mean) : Score(kind, class: number)
            }
        }
    }

    /// Returns the class that is named, by its number; nil if none is.
    ///
    /// - Throws: `ResultError.noSuchClass`.
    public func explainedClass(of model: Model) throws(ResultError) -> Int? {
        guard case .named(let name) = `class` else { return nil }
        return try ClassName(name).number(in: model.classNames, of: model.source)
    }

    /// Refuses a class, block or head that none of the scores has.
    ///
    /// - Throws: `ResultError.classlessScores`, `ResultError.blocklessScores`.
    package func requireUse(by kinds: [Score.Kind]) throws(ResultError) {
        if `class` != .predicted, !kinds.contains(where: \.speaksOfClass) { throw .classlessScores(kinds) }
        if block != nil || head != nil, !kinds.contains(where: \.hasBlocks) { throw .blocklessScores(kinds) }
    }
}

/// What is made of the scores that several models give a tile.
public enum AcrossModels: String, Sendable, Codable, CaseIterable {
    /// The mean of the scores.
    case mean
    /// The spread of the tile's ranks, ``rankSpread(of:)``.
    case disagreement
}

/// A class as a user names it.
struct ClassName {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Returns the number of the class: its name exactly, else its number from 0, else its name in upper or lower case if
    /// only one fits. If the classes are themselves called by numbers, a number is a name.
    ///
    /// - Parameter path: the model's file, for the message.
    func number(in names: [String], of path: String) throws(ResultError) -> Int {
        if let number = names.firstIndex(of: text) { return number }
        if let number = Int(text), names.indices.contains(number), !names.contains(where: { Int($0) != nil }) {
            return number
        }
        let alike = names.indices.filter { names[$0].lowercased() == text.lowercased() }
        guard alike.count == 1 else { throw .noSuchClass(path: path, asked: text, classes: names) }
        return alike[0]
    }
}
