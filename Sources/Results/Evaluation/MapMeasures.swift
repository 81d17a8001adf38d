internal import Files

/// How far one map explains the prediction, without the curves: what fits into a record or a line of a table.
public struct MapMeasures: Sendable, Equatable, Codable {
    /// The class whose probability was followed, counted from 0.
    public let `class`: Int
    /// ``ScoreEvaluation/verdict``.
    public let verdict: Verdict
    /// ``ScoreEvaluation/faithfulness``.
    public let faithfulness: Double
    /// ``ScoreEvaluation/srg``.
    public let srg: Double
    /// ``ScoreEvaluation/aupc``.
    public let aupc: Double
    /// ``ScoreEvaluation/gain``.
    public let gain: Double
    /// AUPC of random orders.
    public let randomAUPC: Double
    /// ``ScoreEvaluation/sufficient``.
    public let sufficient: Int?
    /// ``ScoreEvaluation/necessary``.
    public let necessary: Int?

    /// Takes the measures of a map out of an evaluation; nil if it was not measured.
    ///
    /// - Parameter name: the map's name.
    init?(of name: String, in evaluation: SlideEvaluation) {
        guard let score = evaluation.scores[name] else { return nil }
        (`class`, randomAUPC) = (evaluation.class, evaluation.random.aupc)
        (verdict, faithfulness) = (score.verdict, score.faithfulness)
        (srg, aupc, gain) = (score.srg, score.aupc, score.gain)
        (sufficient, necessary) = (score.sufficient, score.necessary)
    }

    /// The verdict with the number behind it: `this map explains the prediction (faithfulness 0.93)`.
    public var sentence: String {
        verdict.isVerdict
            ? "\(verdict.sentence) (faithfulness \(DecimalText.fixed(faithfulness, decimals: 2)))" : verdict.sentence
    }

    /// Whether the numbers can be those of a map. They may come from a file.
    ///
    /// - Parameter tiles: how many tiles the slide has.
    package func isPlausible(tiles: Int) -> Bool {
        (0...SlideResult.largestNumber).contains(`class`)
            && [aupc, randomAUPC].allSatisfy { SlideEvaluation.shares.contains($0) }
            && [srg, gain].allSatisfy { SlideEvaluation.differences.contains($0) } && faithfulness.isFinite
            && [sufficient, necessary].allSatisfy { $0.map { (0...tiles).contains($0) } ?? true }
    }
}

extension SlideResult {
    /// Returns the measures of one of the maps; nil if it was not measured.
    ///
    /// - Parameter map: the map, counted from 0.
    public func measures(of map: Int) -> MapMeasures? { evaluation.flatMap { MapMeasures(of: names[map], in: $0) } }
}
