internal import Ranking

/// Which tiles are drawn. Unselected tiles affect no pixel.
///
/// A selection changes no colour, because values are computed from all tiles.
public enum Selection: Sendable, Equatable {
    /// Every tile.
    case all
    /// Tiles whose value, 0 to 1, is at least this.
    case values(atLeast: Double)
    /// Tiles whose score, in its own unit, is at least this.
    case scores(atLeast: Double)
    /// This many tiles with the highest scores, or all if there are fewer. Among equal scores, the lower index comes
    /// first. Of two-sided scores, only positive ones are selected: those that speak most strongly for something.
    case top(Int)
    /// This percentage of the tiles, rounded up, with the highest scores. Otherwise as `top`.
    case topPercent(Double)

    /// Returns the indices of the selected tiles in ascending order. The result may be empty.
    ///
    /// - Throws: `HeatmapError.badSelection` if the number is not valid.
    public func tiles(of scores: NormalizedScores) throws(HeatmapError) -> [Int] {
        try check()
        let tiles = scores.values.indices
        switch self {
        case .all: return Array(tiles)
        case .values(let limit): return tiles.filter { scores.values[$0] >= limit }
        case .scores(let limit): return tiles.filter { Double(scores.scores[$0]) >= limit }
        case .top, .topPercent:
            let highest = Ranks.tilesFromHighest(of: scores.scores).prefix(count(of: tiles.count) ?? 0)
            return highest.filter { !scores.isTwoSided || scores.scores[$0] > 0 }.sorted()
        }
    }

    /// Returns how many of the highest tiles are drawn at most, or `nil` if a level selects the tiles.
    package func count(of tileCount: Int) -> Int? {
        switch self {
        case .all, .values, .scores: nil
        case .top(let count): min(count, tileCount)
        case .topPercent(let percent): Int((percent * Double(tileCount) / 100).rounded(.up))
        }
    }

    /// Throws if the number is not valid.
    func check() throws(HeatmapError) {
        switch self {
        case .all: return
        case .values(let limit):
            guard (0...1).contains(limit) else { throw .badSelection("a threshold of \(limit)", expected: "0 to 1") }
        case .scores(let limit):
            guard limit.isFinite else { throw .badSelection("a threshold of \(limit)", expected: "a finite score") }
        case .top(let count):
            guard count > 0 else { throw .badSelection("the top \(count) tiles", expected: "at least 1") }
        case .topPercent(let percent):
            guard percent > 0, percent <= 100 else {
                throw .badSelection("the top \(percent) percent", expected: "more than 0, at most 100")
            }
        }
    }
}
