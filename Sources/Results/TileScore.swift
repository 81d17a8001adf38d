public import LinMIL

/// Which score a result holds.
public enum TileScore: Sendable, Hashable {
    /// A score that a Lin-MIL model computes.
    case model(Score)
    /// A score of another program, under that program's name for it. If the file has scores of several classes, the number
    /// of the class.
    case named(String, class: Int? = nil)

    /// The kind of the score, or another program's name for it: `cls`, `attn`, `attention_scores`.
    public var name: String {
        switch self {
        case .model(let score): score.kind.rawValue
        case .named(let name, _): name
        }
    }

    /// The name in legends and tables.
    public var title: String {
        switch self {
        case .model(let score):
            switch score.kind {
            case .cls: "CLS attention"
            case .attn: "lin_mil's attn"
            case .rollout: "Attention rollout"
            case .evidence: "Evidence"
            case .relevance: "Relevance"
            case .single: "Log-odds of the tile alone"
            case .gradient: "Gradient x input"
            }
        case .named("attention_scores", nil): "Attention score"
        case .named(let name, let number): name + (number.map { ", class \($0)" } ?? "")
        }
    }
}

extension TileScore: Codable {
    private enum CodingKeys: CodingKey { case kind, `class`, block, head }

    /// Decodes the four fields. A kind that linmil does not compute is another program's name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try container.decode(String.self, forKey: .kind),
            class: try container.decodeIfPresent(Int.self, forKey: .class),
            block: try container.decodeIfPresent(Int.self, forKey: .block),
            head: try container.decodeIfPresent(Score.Head.self, forKey: .head) ?? .mean)
    }

    /// Encodes every field, nil as null, so that a reader can tell it was not forgotten.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .kind)
        try container.encode(classNumber, forKey: .class)
        try container.encode(score?.block, forKey: .block)
        try container.encode(score?.head ?? .mean, forKey: .head)
    }

    init(kind: String, class: Int?, block: Int?, head: Score.Head) {
        self =
            Score.Kind(rawValue: kind).map { .model(Score($0, class: `class`, block: block, head: head)) }
            ?? .named(kind, class: `class`)
    }

    /// The class that the score speaks of; nil for a score that knows no class.
    package var classNumber: Int? {
        switch self {
        case .model(let score): score.class
        case .named(_, let number): number
        }
    }

    /// The model's score; nil for another program's score.
    package var score: Score? {
        if case .model(let score) = self { score } else { nil }
    }
}
