internal import LinMIL
internal import Results

extension ResultError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .notScores: return "write them again with 'linmil score -o X.json'"
        case .inconsistent, .badAttribute: return "write the scores again with 'linmil score'"
        case .noSuchClass:
            return subcommand.name(of: .className).map { "give one of these with \($0), or leave it out" }
        case .classlessScores:
            guard let score = subcommand.name(of: .score), let name = subcommand.name(of: .className) else {
                return nil
            }
            return "give \(score) \(Self.listed(\.speaksOfClass)), or leave \(name) out"
        case .blocklessScores:
            guard let score = subcommand.name(of: .score), let block = subcommand.name(of: .block),
                let head = subcommand.name(of: .head)
            else { return nil }
            return "give \(score) \(Self.listed(\.hasBlocks)), or leave \(block) and \(head) out"
        case .notComputed: return subcommand.name(of: .score).map { "choose another with \($0)" }
        case .severalScores(_, let names):
            guard let score = subcommand.name(of: .score), let name = subcommand.name(of: .className) else {
                return nil
            }
            let kinds = Set(names.map { $0.prefix { $0 != " " } })
            return kinds.count == 1
                ? "choose the class with \(name), or draw each with \(name) all"
                : "choose one with \(score), or several joined by commas"
        case .noSuchScore: return subcommand.name(of: .score).map { "choose one that is there with \($0)" }
        }
    }

    /// The kinds of scores that have something: `evidence, relevance or single`.
    private static func listed(_ fact: (Score.Kind) -> Bool) -> String {
        let kinds = Score.Kind.allCases.filter(fact).map(\.rawValue)
        guard let last = kinds.last, kinds.count > 1 else { return kinds.first ?? "" }
        return kinds.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension EnsembleError: Advised {
    func remedy(in subcommand: Subcommand) -> String? {
        switch self {
        case .otherClasses(_, let found, _, let expected) where found.count == expected.count:
            return subcommand.name(of: .classes).map {
                "give checkpoints of one training, or the classes' names with \($0) if they are the same classes"
            }
        case .sameFile, .otherClasses, .otherWidth, .otherKind: return nil
        case .oneModel: return subcommand.name(of: .model).map { "give \($0) more than once" }
        }
    }
}
