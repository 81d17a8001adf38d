/// What the score of a tile says, and where in the model it is read.
///
///     let output = try model.forward(features, scores: [.cls, .relevance])
///     output.scores[.relevance]  // [tiles]
public struct Score: Sendable, Hashable, Codable {
    /// What is computed. The kinds differ in meaning, and on a trained model they hardly correlate.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The class token's attention on the tile: the mean over heads of
        /// `phi(q_cls) . phi(k_j) / max(sum_i phi(q_cls) . phi(k_i), 100)`. The prediction is read from the class token.
        /// The sum includes the class token itself, so the tiles' weights may add up to less than 1.
        case cls
        /// What the published package returns as `attn`: the tile's own `q (k^T v) temperature` before the division, mean
        /// over heads and channels. It is signed and grows with the number of tiles; it is not the attention that the
        /// class token pays to the tile.
        case attn
        /// The class token's attention through all blocks: `r <- (r A + r) / 2` from the last block to the first, where A
        /// is a block's attention, mean over heads. Abnar and Zuidema, arXiv 2005.00928.
        case rollout
        /// What the tile's value in the last block adds to a class's log-odds, if 1/std and GELU's gate are held constant.
        case evidence
        /// What the tile adds to a class's log-odds, if attention weights, 1/std and GELU's gate are held constant: the
        /// gradient of that function times its input. The tiles, the class token and the biases add up.
        case relevance
        /// The log-odds of a class for the bag that holds this tile alone.
        case single
        /// The exact gradient of a class's log-odds, times the input. For comparison: on trained models it was at chance.
        case gradient

        /// Whether the score speaks for or against a class.
        public var speaksOfClass: Bool {
            switch self {
            case .cls, .attn, .rollout: false
            case .evidence, .relevance, .single, .gradient: true
            }
        }

        /// Whether the score ranks the tiles in bfloat16 as in float32, as measured: a rank correlation of at least 0.9998, and
        /// 98 % of the highest hundredth of the tiles the same (docs/performance.md).
        public var holdsInBFloat16: Bool {
            switch self {
            case .cls, .relevance: true
            case .attn, .rollout, .evidence, .single, .gradient: false
            }
        }

        /// Whether the score can be read from any block and head; only the class token's attention can.
        public var hasBlocks: Bool { self == .cls }
    }

    /// What is made of the heads' numbers.
    public enum Head: Sendable, Hashable {
        /// The mean over heads.
        case mean
        /// The largest over heads.
        case max
        /// One head's own, counted from 0.
        case number(Int)

        /// The head's number, if it is one head's own.
        public var number: Int? { if case .number(let number) = self { number } else { nil } }
    }

    /// What is computed.
    public var kind: Kind
    /// The class that the score speaks of, counted from 0; nil for the predicted class, or for a kind that knows no class.
    public var `class`: Int?
    /// The transformer block that the score is read from, counted from 0; nil for the last one.
    public var block: Int?
    /// What is made of the heads' numbers.
    public var head: Head

    /// Describes a score.
    public init(_ kind: Kind, class: Int? = nil, block: Int? = nil, head: Head = .mean) {
        (self.kind, self.class, self.block, self.head) = (kind, `class`, block, head)
    }

    /// The class token's attention in the last block, mean over heads.
    public static let cls = Score(.cls)
    /// The package's `attn`, of the last block, mean over heads.
    public static let attn = Score(.attn)
    /// The class token's attention through all blocks.
    public static let rollout = Score(.rollout)
    /// What the tile's value in the last block adds to the predicted class's log-odds.
    public static let evidence = Score(.evidence)
    /// What the tile adds to the predicted class's log-odds.
    public static let relevance = Score(.relevance)
    /// The predicted class's log-odds for the tile alone.
    public static let single = Score(.single)
    /// The exact gradient of the predicted class's log-odds, times the input.
    public static let gradient = Score(.gradient)

    /// Returns the score with the number of its block and of its class.
    ///
    /// - Parameters:
    ///   - depth: how many blocks the model has.
    ///   - predictedClass: the class that is explained if none is named; nil for a model with one output.
    public func resolved(depth: Int, predictedClass: Int?) -> Score {
        var score = self
        switch kind {
        case .cls, .attn, .evidence: score.block = block ?? depth - 1
        case .rollout, .relevance, .single, .gradient: score.block = nil
        }
        if kind.speaksOfClass { score.class = `class` ?? predictedClass ?? 0 }
        return score
    }
}

extension Score.Head: Codable {
    /// Decodes a number, or `"max"`; null stands for the mean.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .mean
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if try value.decode(String.self) == "max" {
            self = .max
        } else {
            throw DecodingError.dataCorruptedError(
                in: value, debugDescription: "a head that is neither a number nor max")
        }
    }

    /// Encodes a number, or `"max"`; null stands for the mean.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .mean: try value.encodeNil()
        case .max: try value.encode("max")
        case .number(let number): try value.encode(number)
        }
    }
}
