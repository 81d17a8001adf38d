package import Images

/// The scores themselves on the pixels of a picture, for a file of numbers.
///
/// A pixel under several tiles has the mean of their scores, and one without a tile has NaN. Tiles cover the same pixels as in a
/// ``Heatmap``.
package struct ScoreMap: Sendable {
    private let scores: [Double]
    private let tiles: TileLayout

    /// Matches scores with tiles, and selects the tiles that have a score in the picture.
    ///
    /// - Throws: `HeatmapError` as a heatmap does.
    package init(
        _ scores: NormalizedScores, tiles: TileLayout, selection: Selection = .all
    ) throws(HeatmapError) {
        // Makes the same checks as any heatmap.
        _ = try Heatmap(values: scores.values, tiles: tiles)
        let selected = try selection.tiles(of: scores)
        self.scores = selected.map { Double(scores.scores[$0]) }
        self.tiles = TileLayout(origins: selected.map { tiles.origins[$0] }, side: tiles.side, slide: tiles.slide)
    }

    /// How many tiles have a score in the picture.
    package var drawnTileCount: Int { scores.count }

    /// Writes the rows from the top. The file is written completely or not at all.
    package func write(
        size: PixelSize, to begin: () throws(ImageError) -> PyramidWriter
    ) throws(ImageError) {
        var writer = try begin()
        try forEachRow(of: size) { (row) throws(ImageError) in try writer.write(numbers: row) }
        try writer.commit()
    }

    /// Calls `body` with each row of a picture, from the top. [width]
    func forEachRow<Failure: Error>(
        of size: PixelSize, _ body: ([Float]) throws(Failure) -> Void
    ) throws(Failure) {
        let areas = scores.indices.map { tiles.pixels(of: $0, on: size) }
        var row = [Float](repeating: .nan, count: size.width)
        try CompatibleRaster(values: scores, areas: areas, canvas: size).forEachBand { (band) throws(Failure) in
            for column in row.indices { row[column] = band.counts[column] > 0 ? Float(band.values[column]) : .nan }
            for _ in band.rows { try body(row) }
        }
    }
}
