internal import Heatmaps
internal import Results

extension RenderSettings {
    /// Returns the settings for a score whose ends are the same on every slide, a disagreement of models; nil for others.
    ///
    /// So colours can be compared between slides, and an even disagreement has even colours, which ranks would hide. There is
    /// no middle, so a diverging colour map is replaced. Other programs' pixels stay as they are.
    func withFixedEnds(of score: TileScore) -> RenderSettings? {
        guard let ends = score.fixedRange, compatible == nil,
            let range = try? ScoreRange(low: ends.lowerBound, high: ends.upperBound)
        else { return nil }
        var settings = self
        (settings.normalization, settings.range) = (.minmax, range)
        if colorMap?.kind ?? .diverging == .diverging { settings.colorMap = .cividis }
        return settings
    }
}
