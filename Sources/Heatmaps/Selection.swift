/// Which tiles are drawn. A tile that is not is as if it were not there: it shows and weighs nowhere.
///
/// Selecting changes no colour: values are those among all tiles.
public enum Selection: Sendable, Equatable {
    /// Every tile.
    case all
    /// Tiles whose value, 0 to 1, is at least this.
    case values(atLeast: Double)
    /// Tiles whose score, in its own unit, is at least this.
    case scores(atLeast: Double)
    /// So many tiles of the highest scores, or all where there are fewer. Of equal scores the lower index comes first.
    case top(Int)
    /// The given percentage of tiles, of the highest scores, rounded up. Of equal scores the lower index comes first.
    case topPercent(Double)

    /// Returns the indices of the selected tiles in rising order; none is an answer too.
    ///
    /// - Throws: `HeatmapError.badSelection` where the number is none that selects.
    public func tiles(of scores: NormalizedScores) throws(HeatmapError) -> [Int] {
        try check()
        let tiles = scores.values.indices
        switch self {
        case .all: return Array(tiles)
        case .values(let limit): return tiles.filter { scores.values[$0] >= limit }
        case .scores(let limit): return tiles.filter { Double(scores.scores[$0]) >= limit }
        case .top, .topPercent:
            return Ranks.tilesFromHighest(of: scores.scores).prefix(count(of: tiles.count) ?? 0).sorted()
        }
    }

    /// How many of the highest tiles are drawn of all; nil where not the count but a level selects.
    package func count(of tileCount: Int) -> Int? {
        switch self {
        case .all, .values, .scores: nil
        case .top(let count): min(count, tileCount)
        case .topPercent(let percent): Int((percent * Double(tileCount) / 100).rounded(.up))
        }
    }

    /// Throws where the number is none that selects.
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
