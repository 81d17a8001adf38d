public import LinMIL

/// What the scores of a result are.
public enum TileScore: Sendable, Hashable {
    /// Computed by a Lin-MIL model.
    case model(Score)
    /// Read from a file of another program, under the name that they have there.
    case named(String)

    /// The score's kind, or its name: `cls`, `attn`, `attention_scores`.
    public var name: String {
        switch self {
        case .model(let score): score.kind.rawValue
        case .named(let name): name
        }
    }

    /// What people read in a legend or a table.
    public var title: String {
        switch self {
        case .model(let score):
            switch score.kind {
            case .cls: "CLS attention"
            case .attn: "lin_mil's attn"
            }
        case .named("attention_scores"): "Attention score"
        case .named(let name): name
        }
    }
}

extension TileScore: Codable {
    private enum CodingKeys: CodingKey { case kind, `class`, block, head }

    /// Reads the four fields; a kind that no model here computes is a name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try container.decode(String.self, forKey: .kind),
            class: try container.decodeIfPresent(Int.self, forKey: .class),
            block: try container.decodeIfPresent(Int.self, forKey: .block),
            head: try container.decodeIfPresent(Int.self, forKey: .head))
    }

    /// Every field is written, also where it is null: a reader need not guess whether one was forgotten.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .kind)
        try container.encode(score?.class, forKey: .class)
        try container.encode(score?.block, forKey: .block)
        try container.encode(score?.head, forKey: .head)
    }

    init(kind: String, class: Int?, block: Int?, head: Int?) {
        self =
            Score.Kind(rawValue: kind).map { .model(Score($0, class: `class`, block: block, head: head)) }
            ?? .named(kind)
    }

    /// The model's score; nil for a name.
    var score: Score? {
        if case .model(let score) = self { score } else { nil }
    }
}
