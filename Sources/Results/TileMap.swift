public import LinMIL

/// One score for each tile, with what is known of that score.
public struct TileMap: Sendable, Equatable {
    /// Which score it is.
    public let score: TileScore
    /// One number for each tile, in the order of the features file. [tiles]
    public let scores: [Float]
    /// What the class token and the biases have of the score; nil if its parts do not add up to anything.
    public let parts: ScoreParts?
    /// The log-odds of the class that the score speaks of; nil for a score that knows no class.
    public let logOdds: Float?
    /// How alike several models' maps of this score are; nil for the map of one model.
    public let rankAgreement: RankAgreement?
    /// What a person should know of this score, a sentence each.
    public package(set) var warnings: [String]

    /// Takes the scores of all tiles.
    public init(
        _ score: TileScore, scores: [Float], parts: ScoreParts? = nil, logOdds: Float? = nil,
        rankAgreement: RankAgreement? = nil, warnings: [String] = []
    ) {
        (self.score, self.scores, self.parts, self.logOdds) = (score, scores, parts, logOdds)
        (self.rankAgreement, self.warnings) = (rankAgreement, warnings)
    }

    /// Describes what does not fit together, in a few words; nil if all is well. A map may come from a file.
    ///
    /// - Parameter classes: how many classes the prediction has; nil if there is none.
    func fault(classes: Int?) -> String? {
        if let tile = scores.firstIndex(where: { !$0.isFinite }) {
            return "a score of \(scores[tile]) for tile \(tile)"
        }
        for (name, number) in [
            ("class", score.score?.class), ("block", score.score?.block), ("head", score.score?.head.number),
            ("blocks", score.blocks),
        ] {
            if let number, !(0...SlideResult.largestNumber).contains(number) {
                return "a \(name) of \(number) in score"
            }
        }
        let numbers = [
            ("classToken", parts?.classToken), ("biases", parts?.biases), ("target", parts?.target),
            ("logOdds", logOdds),
        ]
        for (name, number) in numbers {
            if let number, !number.isFinite { return "a \(name) of \(number)" }
        }
        if score.isDisagreement, let tile = scores.firstIndex(where: { !(0...0.5).contains($0) }) {
            return "a disagreement of \(scores[tile]) for tile \(tile)"
        }
        if let classes, logOdds != nil, let number = score.score?.class, number >= classes {
            return "a class of \(number) in score for \(classes) classes"
        }
        return nil
    }
}
