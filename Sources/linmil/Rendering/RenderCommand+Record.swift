internal import Heatmaps
internal import Images
internal import LinMIL
internal import Reports
internal import Slides

extension RenderCommand {
    /// Gathers what made the picture.
    func record(
        _ path: String, _ inputs: RecordedInputs, _ scores: DrawnScores, _ tiles: TileGrid, _ layer: Layer,
        _ heatmap: RenderedHeatmap, _ warnings: [String]
    ) throws -> RenderRecord {
        let features = RenderRecord.Input(path: try slide.requiredFeatures(), fingerprint: nil)
        var record = RenderRecord(
            version: Linmil.version, command: commandLine(output: path), features: features, overlay: path)
        try inputs.complete(&record)
        let (size, region) = (layer.background.size, layer.region)
        (record.width, record.height) = (size.width, size.height)
        record.region = [region.x, region.y, region.width, region.height]
        (record.tiles, record.drawnTiles) = (scores.values.count, heatmap.drawnTileCount)
        (record.tileSize, record.tileSizeSource) = (tiles.side, "\(tiles.sideSource)")
        record.slideSize = tiles.slideSize.map { [$0.width, $0.height] }
        record.mpp = tiles.mpp
        record.score = scores.name
        record.normalization = colors.normalize.rawValue
        record.range = heatmap.scores.range.map { [$0.low, $0.high] }
        record.rangeOrigin = heatmap.scores.rangeOrigin.rawValue
        (record.colormap, record.alpha) = (colors.colormap.rawValue, colors.alpha)
        record.style = drawing.style.rawValue
        record.selection =
            drawing.threshold.map { "values from \($0)" } ?? drawing.top.map { "top \($0)" } ?? "all"
        record.outline = drawing.outline.map { "\($0), \(heatmap.outline?.width ?? 0) px" }
        record.background = layer.kind.rawValue
        record.compatible = drawing.compatible?.rawValue
        record.predictedClass = scores.prediction.map { $0.classes[$0.predicted] }
        record.probabilities = scores.prediction?.probabilities
        record.warnings = warnings
        return record
    }

    /// The command that draws the same bytes again: what was given, in one order, without what the bytes do not depend on.
    func commandLine(output path: String) -> String {
        var words = ["linmil", "render", slide.features ?? ""]
        func add(_ option: String, _ value: (some CustomStringConvertible)?) {
            if let value { words += [option, "\(value)"] }
        }
        add("--model", model.model)
        add("--score", model.score?.rawValue)
        add("--activation", model.activation?.rawValue)
        add("--coords", slide.geometry.coords)
        add("--slide", slide.geometry.slide)
        add("--tile-size", slide.geometry.tileSize.map(Wording.length))
        add("--slide-size", slide.geometry.slideSize)
        add("--mpp", slide.geometry.mpp)
        add("--thumbnail", picture.thumbnail)
        add("--background", picture.background?.rawValue)
        add("--max-side", picture.maxSide)
        add("--normalize", colors.normalize.rawValue)
        if let range = colors.range { words += ["--range", "\(range.low)", "\(range.high)"] }
        add("--colormap", colors.colormap.rawValue)
        add("--alpha", colors.alpha)
        add("--style", drawing.style.rawValue)
        add("--threshold", drawing.threshold)
        add("--top", drawing.top)
        add("--outline", drawing.outline)
        add("--outline-width", drawing.outlineWidth)
        add("--compatible", drawing.compatible?.rawValue)
        if picture.legend { words.append("--legend") }
        if picture.panels { words.append("--panels") }
        add("--top-tiles", picture.topTiles)
        words += ["-o", path]
        return words.map(Wording.shellWord).joined(separator: " ")
    }
}
