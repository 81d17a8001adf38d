internal import Heatmaps
internal import Images
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
        try inputs.complete(&record, scores)
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
        record.dotsPerInch = print.page?.dotsPerInch
        record.compatible = drawing.compatible?.rawValue
        record.predictedClass = scores.prediction.map { $0.classes[$0.predicted] }
        record.probabilities = scores.prediction?.probabilities
        record.warnings = warnings
        return record
    }

    /// The command that draws the same bytes again: what was given, in one order, without what the bytes do not depend on.
    func commandLine(output path: String) -> String {
        var words = OptionWords()
        model.add(to: &words)
        slide.geometry.add(to: &words)
        words.add("--thumbnail", pictureOfSlide.thumbnail)
        picture.add(to: &words)
        colors.add(to: &words)
        drawing.add(to: &words)
        print.add(to: &words)
        words.add("--name", text: name)
        words.add("-o", path)
        return (["linmil", "render", slide.features ?? ""] + words.words).map(Wording.shellWord).joined(separator: " ")
    }
}
