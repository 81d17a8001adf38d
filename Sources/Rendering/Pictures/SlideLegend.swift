internal import Heatmaps
internal import Results

/// Explains the colours of a slide's heatmap, in words and in the units of the score.
struct SlideLegend {
    private let heatmap: RenderedHeatmap
    private let result: SlideResult
    private let canvas: Canvas
    private let settings: RenderSettings

    init(_ heatmap: RenderedHeatmap, _ result: SlideResult, _ canvas: Canvas, _ settings: RenderSettings) {
        (self.heatmap, self.result, self.canvas, self.settings) = (heatmap, result, canvas, settings)
    }

    var legend: Figure.Legend {
        Figure.Legend(
            title: result.score.title(result.prediction), normalization: normalization,
            colors: heatmap.barColors,
            mapColors: settings.panels ? heatmap.look.colorMap.table : nil, ticks: ticks, ends: ends, notes: notes)
    }

    /// What the score speaks for or against; nil for a score that knows no class.
    private var subject: ScoreSubject? { result.score.subject(result.prediction) }

    /// How scores became colours. This also tells whether pictures of two slides can be compared.
    private var normalization: String {
        result.part == nil
            ? normalizationOfSlide : normalizationOfSlide.replacing("this slide", with: "this part of the slide")
    }

    private var normalizationOfSlide: String {
        let normalized = heatmap.scores
        if settings.compatible != nil { return "rank in this slide" }
        if normalized.rangeOrigin == .given { return "one range for several slides" }
        switch normalized.normalization {
        case .rank: return normalized.isZeroCentred ? "rank in this slide, by magnitude" : "rank in this slide"
        case .minmax:
            return normalized.isZeroCentred ? "this slide, centred on zero" : "lowest to highest of this slide"
        case .robust:
            return normalized.isZeroCentred
                ? "99th percentile of this slide, centred on zero" : "1st to 99th percentile of this slide"
        case .zscore:
            return "three standard deviations \(normalized.isZeroCentred ? "from zero " : "")in this slide"
        case .none: return "the score itself"
        }
    }

    /// What the ends of the bar mean. An end on the other side of 0 than its direction has no meaning of its own, and other
    /// tools rank without regard to signs.
    private var ends: (low: Phrase?, high: Phrase?) {
        if result.score.isDisagreement, settings.compatible == nil {
            return (Phrase(DisagreementEnds.words[0]), Phrase(DisagreementEnds.words[1]))
        }
        guard let subject, settings.compatible == nil else { return (nil, nil) }
        let range = heatmap.scores.range
        return (
            range.map { $0.low < 0 } ?? true ? subject.lowered : nil,
            range.map { $0.high > 0 } ?? true ? subject.raised : nil
        )
    }

    /// The tick marks of the colour bar, in the units of the score.
    private var ticks: Ticks {
        let normalized = heatmap.scores
        if settings.compatible == nil, let range = normalized.range {
            return Ticks(low: range.low, high: range.high)
        }
        let order = normalized.scores.indices.sorted { normalized.scores[$0] < normalized.scores[$1] }
        guard let first = order.first, let last = order.last else { return Ticks([]) }
        func score(_ tile: Int) -> Double { Double(normalized.scores[tile]) }
        if normalized.isZeroCentred, settings.compatible == nil {
            // Zero is in the middle. The others are the strongest scores of either sign, at their own colours.
            let low = score(first) < 0 && subject == nil ? "strongest below 0" : "lowest"
            let high = score(last) > 0 && subject == nil ? "strongest above 0" : "highest"
            return Ticks.named([
                ("0", 0.5, nil), (low, rank(of: first), score(first)), (high, rank(of: last), score(last)),
            ])
        }
        return Ticks.named(
            [("lowest", first), ("highest", last), ("median", order[order.count / 2])].map { label, tile in
                (label, rank(of: tile), score(tile))
            })
    }

    /// Returns the place of a tile's rank on the bar. Tiles with equal scores share a rank, so the lowest score may be
    /// far from the bar's end.
    private func rank(of tile: Int) -> Double {
        guard settings.compatible != nil else { return heatmap.scores.values[tile] }
        // Other tools rank without regard to signs.
        let scores = heatmap.scores.scores
        let (below, equal) = (scores.count { $0 < scores[tile] }, scores.count { $0 == scores[tile] })
        return Double(2 * below + equal + 1) / 2 / Double(scores.count)
    }

    /// The opacity of the colours: `40 % opacity`.
    private var opacity: String {
        func percent(_ alpha: Double) -> String { "\(Int((alpha * 100).rounded())) %" }
        let alpha = heatmap.look.alpha
        guard alpha.isGrowing else { return "\(percent(alpha.highest)) opacity" }
        let ends = heatmap.look.isSigned ? ("at 0", "at both ends") : ("for low values", "for high values")
        return "\(percent(alpha.lowest)) opacity \(ends.0) to \(percent(alpha.highest)) \(ends.1)"
    }

    private var notes: [Phrase] {
        var notes = result.part?.notes ?? []
        if let measured = result.evaluation?.scores[result.names[0]] {
            notes.append(Phrase(measured.verdictWords.sentence))
        }
        let (drawn, all) = (heatmap.drawnTileCount, result.tileCount)
        if drawn < all {
            let count = "\(drawn) of \(all) tiles are drawn"
            if let most = subject?.raisedMost, settings.selection.count(of: all) != nil {
                notes.append(most.within(count + ": those that ", "."))
            } else {
                notes.append(Phrase(count + "."))
            }
        }
        if let outline = heatmap.outline {
            let level = outline.level.map { "values from \($0) of the colour bar's length" }
            notes.append(Phrase("The line goes around \(level ?? "the tiles that are drawn")."))
            if outline.minimumTiles > 1 {
                notes.append(Phrase("Islands and holes of fewer than \(outline.minimumTiles) tiles have no line."))
            }
        } else if case .thumbnail = canvas.background, heatmap.look.alpha.lowest < 1 {
            let bar = settings.panels ? "The upper half of the bar" : "The bar"
            notes += [
                Phrase("Colours lie over the slide at \(opacity)."),
                Phrase(bar + " shows them over the slide's mean colour under the tiles."),
            ]
        }
        if let tool = settings.compatible {
            notes.append(Phrase("Pixels as \(tool == .clam ? "CLAM" : "TRIDENT") draws them."))
        }
        if let ensemble = result.ensemble {
            let (count, words) = (ensemble.models.count, result.maps[0].rankAgreement?.words ?? "unknown")
            let what =
                result.score.isDisagreement
                ? "Standard deviation over \(count) models of a tile's rank, from 0 to 0.5."
                : "Mean of \(count) models."
            notes += [Phrase(what), Phrase("Rank correlation of their maps: \(words).")]
        }
        if let sight = result.sight { notes.append(Phrase(sight.sentence)) }
        return notes
    }
}
