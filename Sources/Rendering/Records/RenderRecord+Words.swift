package import Heatmaps

extension RenderRecord {
    /// The outline for people: `0.9, 2 px, #00e5ff, islands from 2 tiles`; nil if colours are drawn.
    package var outlineWords: String? {
        settings.outline.map { outline in
            let (level, tiles) = (outline.level.map { "\($0)" } ?? "tiles", outline.line(longestSide: 1).minimumTiles)
            let islands = tiles > 1 ? ", islands from \(tiles) tiles" : ""
            return "\(level), \(outlineWidth ?? 0) px, \(outline.color.text)" + islands
        }
    }
}

extension Selection {
    /// The selection for people: `all`, `top 5%`.
    package var words: String {
        switch self {
        case .all: "all"
        case .values(let limit): "values from \(limit)"
        case .scores(let limit): "scores from \(limit)"
        case .top(let count): "top \(count)"
        case .topPercent(let percent): "top \(NumberText.short(percent, digits: 6, trimmed: true))%"
        }
    }
}
