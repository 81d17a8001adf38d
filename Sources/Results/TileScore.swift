public import LinMIL

/// Which score a result holds.
public enum TileScore: Sendable, Hashable {
    /// A score that a Lin-MIL model computes. If it is not read from the model's last block, the number of its blocks.
    case model(Score, blocks: Int? = nil)
    /// How far several models differ in the rank that such a score gives a tile, as ``rankSpread(of:)``.
    case disagreement(Score, blocks: Int? = nil)
    /// A score of another program, under that program's name for it. If the file has scores of several classes, the number
    /// of the class.
    case named(String, class: Int? = nil)

    /// Names a score that a model computed, with the numbers of its block and class.
    ///
    /// - Parameters:
    ///   - score: the score that was asked for.
    ///   - depth: how many blocks the model has.
    ///   - predictedClass: the class that is explained if none is named; nil for a model with one output.
    public init(_ score: Score, depth: Int, predictedClass: Int?) {
        let resolved = score.resolved(depth: depth, predictedClass: predictedClass)
        self = .model(resolved, blocks: [nil, depth - 1].contains(resolved.block) ? nil : depth)
    }

    /// What follows the kind of a score in the name of its disagreement map.
    private static let disagreementWord = " disagreement"

    /// The kind of the score, or another program's name for it: `cls`, `attn`, `cls disagreement`, `attention_scores`.
    public var name: String {
        switch self {
        case .model(let score, _): score.kind.rawValue
        case .disagreement(let score, _): score.kind.rawValue + Self.disagreementWord
        case .named(let name, _): name
        }
    }

    /// Whether a positive score speaks for something, and a negative score against it. Then 0 is the middle of the colours,
    /// even if all scores have one sign.
    public var isTwoSided: Bool { if case .model(let score, _) = self { score.kind.speaksOfClass } else { false } }

    /// Whether it is a disagreement map, not a score itself.
    public var isDisagreement: Bool { if case .disagreement = self { true } else { false } }

    /// The ends of the colours, if they are the same for every slide; nil if they come from the scores.
    package var fixedRange: ClosedRange<Double>? { isDisagreement ? 0...0.5 : nil }

    /// The class that the score speaks of; nil for a score that knows no class.
    package var classNumber: Int? {
        switch self {
        case .model(let score, _), .disagreement(let score, _): score.class
        case .named(_, let number): number
        }
    }

    /// The same score of no class in particular.
    package var withoutClass: TileScore {
        switch self {
        case .model(var score, let blocks):
            score.class = nil
            return .model(score, blocks: blocks)
        case .disagreement(var score, let blocks):
            score.class = nil
            return .disagreement(score, blocks: blocks)
        case .named(let name, _): return .named(name)
        }
    }

    /// The model's score, or the one that models disagree on; nil for another program's score.
    package var score: Score? {
        switch self {
        case .model(let score, _), .disagreement(let score, _): score
        case .named: nil
        }
    }

    /// The number of the model's blocks, if the score is not read from the last one.
    package var blocks: Int? {
        switch self {
        case .model(_, let blocks), .disagreement(_, let blocks): blocks
        case .named: nil
        }
    }
}

extension TileScore: Codable {
    private enum CodingKeys: CodingKey { case kind, `class`, block, blocks, head }

    /// Decodes the fields. A kind that linmil does not compute is another program's name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try container.decode(String.self, forKey: .kind),
            class: try container.decodeIfPresent(Int.self, forKey: .class),
            block: try container.decodeIfPresent(Int.self, forKey: .block),
            blocks: try container.decodeIfPresent(Int.self, forKey: .blocks),
            head: try container.decodeIfPresent(Score.Head.self, forKey: .head) ?? .mean)
    }

    /// Encodes every field, nil as null, so that a reader can tell it was not forgotten. Only `blocks` is left out where it
    /// is nil: scores of the last block are written as they always were.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .kind)
        try container.encode(classNumber, forKey: .class)
        try container.encode(score?.block, forKey: .block)
        try container.encodeIfPresent(blocks, forKey: .blocks)
        try container.encode(score?.head ?? .mean, forKey: .head)
    }

    /// - Parameter blocks: how many blocks the model has, if that is known.
    init(kind: String, class: Int?, block: Int?, blocks: Int?, head: Score.Head) {
        let blocks = blocks.flatMap { block == nil || block == $0 &- 1 ? nil : $0 }
        func score(_ kind: some StringProtocol) -> Score? {
            Score.Kind(rawValue: String(kind)).map { Score($0, class: `class`, block: block, head: head) }
        }
        if let score = score(kind) {
            self = .model(score, blocks: blocks)
        } else if kind.hasSuffix(Self.disagreementWord),
            let score = score(kind.dropLast(Self.disagreementWord.count))
        {
            self = .disagreement(score, blocks: blocks)
        } else {
            self = .named(kind, class: `class`)
        }
    }
}
