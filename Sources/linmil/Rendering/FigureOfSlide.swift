internal import Heatmaps
internal import Images
internal import Reports

/// A slide's heatmap with what a reader must know of it: the score's name and numbers, the slide, the prediction.
struct FigureOfSlide {
    let heatmap: RenderedHeatmap
    let scores: DrawnScores
    let layer: Layer
    let record: RenderRecord
    let options: RenderCommand

    /// Whether the options ask for a figure, and not for the heatmap alone.
    static func isWanted(_ options: RenderCommand, path: String) -> Bool {
        options.picture.legend || options.picture.panels || path.hasSuffix(".svg")
    }

    /// Draws a figure of nothing, so that a missing library or font is found before anything is computed.
    static func requireEngine(path: String) throws {
        guard !path.hasSuffix(".svg") else { return }
        let dot = Image(size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [255, 255, 255])
        do throws(FigureError) {
            _ = try Figure(header: FigureHeader(slide: "slide"), panels: [Figure.Panel(image: dot)])
                .drawing().raster()
        } catch {
            throw RenderError.noFigure(path: path, reason: error.description)
        }
    }

    /// Writes the figure as a PNG file with its record, or as SVG where the file is called so.
    func write(to path: String) throws {
        do {
            let figure = try figure(hasLegend: options.picture.legend || path.hasSuffix(".svg"))
            if path.hasSuffix(".svg") { return try figure.drawing().writeSVG(to: path) }
            let image = try figure.drawing().raster()
            try image.writePNG(to: path, notes: record.notes(resolution: layer.resolution(mpp: record.mpp)))
        } catch let error as FigureError {
            throw RenderError.noFigure(path: path, reason: error.description)
        }
    }

    private func figure(hasLegend: Bool) throws -> Figure {
        let micrometres = layer.micrometresPerPixel(mpp: record.mpp)
        return Figure(
            header: hasLegend ? header : nil, panels: try panels(), legend: hasLegend ? legend : nil,
            micrometresPerPixel: hasLegend ? micrometres : nil)
    }

    private var header: FigureHeader {
        let prediction = scores.prediction.map {
            FigureHeader.Prediction(name: $0.classes[$0.predicted], probability: Double($0.probabilities[$0.predicted]))
        }
        return FigureHeader(slide: scores.slide, prediction: prediction)
    }

    private func panels() throws -> [Figure.Panel] {
        let overlay = Figure.Panel(
            title: heatmap.outline == nil ? "Overlay" : "Outline", image: try heatmap.drawn(over: layer.background))
        guard options.picture.panels else { return [Figure.Panel(image: overlay.image)] }
        var panels: [Figure.Panel] = []
        if case .thumbnail(let image) = layer.background {
            panels.append(Figure.Panel(title: "Slide", image: image.flattenedOnWhite()))
        }
        panels.append(overlay)
        panels.append(
            Figure.Panel(title: "Map", image: try heatmap.drawn(over: .white(layer.background.size), alpha: 1)))
        return panels
    }

    private var legend: Figure.Legend {
        Figure.Legend(
            title: scores.title, normalization: normalization, colors: options.colors.colormap.table, ticks: ticks,
            notes: notes)
    }

    /// How scores became colours, and whether pictures of two slides can be compared.
    private var normalization: String {
        let normalized = heatmap.scores
        if options.drawing.compatible != nil { return "rank in this slide" }
        if normalized.rangeOrigin == .given { return "one range for several slides" }
        switch normalized.normalization {
        case .rank: return "rank in this slide"
        case .minmax:
            return normalized.isZeroCentred ? "this slide, centred on zero" : "lowest to highest of this slide"
        case .robust: return "1st to 99th percentile of this slide"
        case .zscore: return "three standard deviations in this slide"
        case .none: return "the score itself"
        }
    }

    /// The score's own numbers along the colour bar.
    private var ticks: Ticks {
        let normalized = heatmap.scores
        if options.drawing.compatible == nil, let range = normalized.range {
            return Ticks(low: range.low, high: range.high)
        }
        let sorted = normalized.scores.sorted()
        guard let low = sorted.first, let high = sorted.last else { return Ticks([]) }
        guard normalized.isZeroCentred, options.drawing.compatible == nil else {
            let median = Double(sorted[sorted.count / 2])
            return .ranks((lowest: Double(low), median: median, highest: Double(high)))
        }
        // Ranks of signed scores: the middle is zero, the ends are the strongest of either sign.
        let (negative, positive) = (min(low, 0), max(high, 0))
        let ends: [Ticks.Tick] = [
            Ticks.Tick(position: 0, label: "strongest below 0", detail: Wording.significant(Double(negative))),
            Ticks.Tick(position: 0.5, label: "0"),
            Ticks.Tick(position: 1, label: "strongest above 0", detail: Wording.significant(Double(positive))),
        ]
        return Ticks(ends)
    }

    private var notes: [String] {
        var notes: [String] = []
        if record.drawnTiles < record.tiles { notes.append("\(record.drawnTiles) of \(record.tiles) tiles are drawn.") }
        if let outline = heatmap.outline {
            let level = outline.level.map { "values from \($0) of the colour bar's length" }
            notes.append("The line goes around \(level ?? "the tiles that are drawn").")
        } else if case .thumbnail = layer.background, options.colors.alpha < 1 {
            let percent = Int((options.colors.alpha * 100).rounded())
            notes.append("Colours lie over the slide at \(percent) % opacity.")
        }
        if let tool = options.drawing.compatible {
            notes.append("Pixels as \(tool == .clam ? "CLAM" : "TRIDENT") draws them.")
        }
        if let sight = scores.sight { notes.append("\(sight.prefix(1).uppercased())\(sight.dropFirst()).") }
        return notes
    }
}
