internal import LinMIL

/// A map that is to be measured.
struct KnownMap {
    let name: String
    /// [tiles]
    let scores: [Float]
    /// The score that a model computes again for it, with the number of its class; nil for other maps.
    let score: Score?
    /// What computes it again for another model; nil for a score, and for a map from elsewhere.
    let computed: ComputedMap?

    init(_ name: String, scores: [Float], score: Score? = nil, computed: ComputedMap? = nil) {
        (self.name, self.scores, self.computed) = (name, scores, computed)
        self.score = score.map { $0.kind.hasBlocks ? $0 : Score($0.kind, class: $0.class) }
    }
}
