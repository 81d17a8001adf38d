internal import Files
internal import Heatmaps
internal import Images
internal import Results

extension ScoredTiles {
    /// What QuPath makes of a tile. Its measurement maps colour both; an annotation they would leave out.
    package enum ObjectType: String, CaseIterable, Sendable {
        case detection, tile
    }

    /// Writes tiles as GeoJSON that QuPath imports: a Polygon for each with its measurements, in level-0 pixels with y
    /// downwards.
    ///
    /// Rings are counterclockwise where y points upwards, as RFC 7946 demands and a validator computes; on the slide,
    /// where y points down, they run clockwise, which QuPath does not mind.
    ///
    /// - Parameters:
    ///   - tiles: the indices of the tiles to write.
    ///   - corner: the level-0 pixel that the reader counts from. QuPath begins at the scanned part of a slide that
    ///     says which part that is (`openslide.bounds-x`, `-y`).
    package func writeGeoJSON(
        to path: String, tiles: [Int], as objectType: ObjectType = .detection, from corner: SIMD2<Double> = .zero
    ) throws {
        var file = try OutputFile(path: path)
        var text = TextPortions()
        let identifier = TileIdentifier(slide: result.slide)
        let name = try jsonText(result.score.name)
        text.append("{\"type\":\"FeatureCollection\",\"features\":[")
        for (place, tile) in tiles.enumerated() {
            text.append(place == 0 ? "\n" : ",\n")
            let id = identifier.text(tile: tile, origin: result.origins[tile])
            text.append("{\"type\":\"Feature\",\"id\":\"\(id)\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[")
            appendRing(result.origins[tile] - corner, to: &text)
            text.append("]]},\"properties\":{\"objectType\":\"\(objectType.rawValue)\",\"measurements\":{")
            text.append(name)
            text.append(":")
            text.append(normalized.scores[tile])
            text.append(",\"rank\":")
            text.append(ranks[tile])
            text.append(",\"normalised\":")
            text.append(normalized.values[tile])
            text.append("}}}")
            try text.handOnIfLong { try file.write($0) }
        }
        text.append("\n]}\n")
        try text.handOn { try file.write($0) }
        try file.commit()
    }

    /// The corners of a tile, the first again at the end.
    private func appendRing(_ first: SIMD2<Double>, to text: inout TextPortions) {
        let far = first + result.tileSide
        append(first.x, first.y, after: "[", to: &text)
        append(far.x, first.y, after: ",[", to: &text)
        append(far.x, far.y, after: ",[", to: &text)
        append(first.x, far.y, after: ",[", to: &text)
        append(first.x, first.y, after: ",[", to: &text)
    }

    private func append(_ x: Double, _ y: Double, after start: String, to text: inout TextPortions) {
        text.append(start)
        text.append(x)
        text.append(",")
        text.append(y)
        text.append("]")
    }
}
