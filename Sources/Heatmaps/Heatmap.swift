public import Images

/// The tiles of a slide, coloured by their scores.
///
///     let heatmap = try Heatmap(values: Normalization.rank.applied(to: scores), tiles: tiles)
///     try heatmap.writePNG(to: "overlay.png", over: .thumbnail(thumbnail), colorMap: .coolwarm, alpha: 0.4)
public struct Heatmap: Sendable {
    /// The most tiles a heatmap may have, so that sums over all of them stay exact.
    public static let maximumTileCount = 1 << 22

    /// One value between 0 and 1 for each tile. [tiles]
    private let values: [Double]
    private let tiles: TileLayout

    /// Matches normalised scores with tiles.
    ///
    /// - Throws: `HeatmapError` where numbers differ, or tiles are not finite or outside the slide.
    public init(values: [Double], tiles: TileLayout) throws(HeatmapError) {
        try tiles.check()
        guard values.count == tiles.origins.count else {
            throw .countMismatch(scores: values.count, tiles: tiles.origins.count)
        }
        if let tile = values.firstIndex(where: { !(0...1).contains($0) }) {
            preconditionFailure("the value of tile \(tile) is \(values[tile]), not between 0 and 1")
        }
        self.values = values
        self.tiles = tiles
    }

    /// Matches normalised scores with tiles.
    ///
    /// - Throws: `HeatmapError` where numbers differ, or tiles are not finite or outside the slide.
    public init(values scores: NormalizedScores, tiles: TileLayout) throws(HeatmapError) {
        try self.init(values: scores.values, tiles: tiles)
    }

    /// Draws the heatmap into memory.
    ///
    /// - Throws: `HeatmapError.badSize`.
    public func drawn(over background: Background, colorMap: ColorMap, alpha: Double) throws(HeatmapError) -> Image {
        let canvas = try checkedCanvas(of: background)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(canvas.width * canvas.height * background.channels.rawValue)
        forEachRow(over: background, colorMap: colorMap, alpha: alpha) { (row) throws(Never) in
            pixels.append(contentsOf: row)
        }
        return Image(size: canvas, channels: background.channels, pixels: pixels)
    }

    /// Draws the heatmap row by row into a PNG file that appears whole or not at all.
    ///
    /// Pixels without a tile are exactly those of the background. The same input gives the same bytes.
    /// - Throws: `HeatmapError.badSize`, or `ImageError` where the file cannot be written.
    public func writePNG(
        to path: String, over background: Background, colorMap: ColorMap = .coolwarm, alpha: Double = 0.4
    ) throws {
        var writer = try PNGWriter(to: path, size: checkedCanvas(of: background), channels: background.channels)
        try forEachRow(over: background, colorMap: colorMap, alpha: alpha) { (row) throws(ImageError) in
            try writer.write(row: row.span)
        }
        try writer.commit()
    }

    private func checkedCanvas(of background: Background) throws(HeatmapError) -> PixelSize {
        guard let count = background.size.pixelCount, count <= Image.maximumPixelCount else {
            throw .badSize(of: "canvas", size: "\(background.size)")
        }
        return background.size
    }

    /// Calls `body` with each row of the picture. [width, channels]
    private func forEachRow<Failure: Error>(
        over background: Background, colorMap: ColorMap, alpha: Double, _ body: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        let painter = RowPainter(background: background, blend: Blend(colorMap: colorMap, alpha: alpha))
        var entries = [Int16](repeating: RowPainter.uncovered, count: background.size.width)
        var pixels = [UInt8](repeating: 0, count: background.size.width * background.channels.rawValue)
        let raster = Raster(values: values, tiles: tiles, canvas: background.size)
        try raster.forEachBand { (band) throws(Failure) in
            for column in entries.indices {
                let index = Int16(ColorMap.index(of: band.values[column]))
                entries[column] = band.counts[column] == 0 ? RowPainter.uncovered : index
            }
            for row in band.rows {
                painter.paint(row, entries: entries, into: &pixels)
                try body(pixels)
            }
        }
    }
}
