package import Heatmaps

extension RenderRecord {
    /// The outline for people, as level and width: `0.9, 2 px`; nil if colours are drawn.
    package var outlineWords: String? {
        settings.outline.map { "\($0.level.map { "\($0)" } ?? "tiles"), \(outlineWidth ?? 0) px" }
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
