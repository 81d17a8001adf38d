/// One slide's prediction and scores, as files hold them.
///
/// As JSON: the fields below in alphabetical order, floats in their shortest form that reads back the same.
public struct ScoreReport: Sendable, Codable {
    /// The model that was asked.
    public struct Model: Sendable, Codable {
        /// The checkpoint's path.
        public var path: String
        /// `sha256:` and the hash of the checkpoint's bytes.
        public var fingerprint: String
        /// How tiles exchange information: `linear`.
        public var attention: String
        /// How one vector is made of all tokens: `cls` or `mean`.
        public var pooling: String
        /// The classes' names in the order of the logits.
        public var classes: [String]

        /// Names a model.
        public init(path: String, fingerprint: String, attention: String, pooling: String, classes: [String]) {
            (self.path, self.fingerprint, self.attention) = (path, fingerprint, attention)
            (self.pooling, self.classes) = (pooling, classes)
        }
    }

    /// What the scores are.
    public struct Score: Sendable, Codable {
        /// `cls` or `attn`.
        public var kind: String
        /// The class that the score speaks of; none for attention, which speaks of no class.
        public var `class`: Int?
        /// The transformer block that it was read from, counted from 0.
        public var block: Int
        /// The head; none for the mean over heads.
        public var head: Int?

        /// Names a score.
        public init(kind: String, class: Int? = nil, block: Int, head: Int? = nil) {
            (self.kind, self.class, self.block, self.head) = (kind, `class`, block, head)
        }

        /// Every field is written, also where it is null: a reader need not guess whether one was forgotten.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(`class`, forKey: .class)
            try container.encode(block, forKey: .block)
            try container.encode(head, forKey: .head)
        }

        private enum CodingKeys: CodingKey { case kind, `class`, block, head }
    }

    /// The features file's path.
    public let slide: String
    /// The model that was asked.
    public let model: Model
    /// The classes' logits. [classes]
    public let logits: [Float]
    /// Their softmax. [classes]
    public let probabilities: [Float]
    /// The index of the largest logit.
    public let predictedClass: Int
    /// What the scores are.
    public let score: Score
    /// The side of a tile in level-0 pixels.
    public let tileSize: Double
    /// Width and height of the slide in level-0 pixels; null where unknown.
    public let slideSize: [Int]?
    /// The tiles' top-left corners in level-0 pixels, in the features file's order. [tiles, 2]
    public internal(set) var coords: [SIMD2<Double>]
    /// One score for each tile, in the features file's order. [tiles]
    public internal(set) var scores: [Float]

    /// Gathers one slide's results.
    public init(
        slide: String, model: Model, logits: [Float], probabilities: [Float], predictedClass: Int, score: Score,
        tileSize: Double, slideSize: [Int]?, coords: [SIMD2<Double>], scores: [Float]
    ) {
        precondition(coords.count == scores.count, "\(scores.count) scores for \(coords.count) tiles")
        (self.slide, self.model, self.logits, self.probabilities) = (slide, model, logits, probabilities)
        (self.predictedClass, self.score, self.tileSize) = (predictedClass, score, tileSize)
        (self.slideSize, self.coords, self.scores) = (slideSize, coords, scores)
    }

    /// Every field is written, also where it is null, like those of the score.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(slide, forKey: .slide)
        try container.encode(model, forKey: .model)
        try container.encode(logits, forKey: .logits)
        try container.encode(probabilities, forKey: .probabilities)
        try container.encode(predictedClass, forKey: .predictedClass)
        try container.encode(score, forKey: .score)
        try container.encode(tileSize, forKey: .tileSize)
        try container.encode(slideSize, forKey: .slideSize)
        try container.encode(coords, forKey: .coords)
        try container.encode(scores, forKey: .scores)
    }

    private enum CodingKeys: CodingKey {
        case slide, model, logits, probabilities, predictedClass, score, tileSize, slideSize, coords, scores
    }
}
