internal import Files
internal import Heatmaps
internal import Images
internal import Results

extension ScoredTiles {
    /// The QuPath object type of a tile. QuPath's measurement maps colour both types, but not annotations.
    package enum ObjectType: String, CaseIterable, Sendable {
        case detection, tile
    }

    /// Writes tiles as GeoJSON for QuPath: one Polygon with measurements per tile.
    ///
    /// The measurements are `cls`, `rank` and `normalised`; of a score of a class, `relevance tumor`,
    /// `relevance tumor rank` and `relevance tumor normalised`.
    ///
    /// Coordinates are level-0 pixels; y points down. RFC 7946 demands counterclockwise rings, and validators compute
    /// that as if y pointed up. So the rings run clockwise on the slide. QuPath accepts both directions.
    ///
    /// - Parameters:
    ///   - tiles: the indices of the tiles to write.
    ///   - corner: the origin of the written coordinates, in level-0 pixels. QuPath counts from the corner of the
    ///     scanned part, if the slide records one (`openslide.bounds-x`, `-y`).
    package func writeGeoJSON(
        to path: String, tiles: [Int], as objectType: ObjectType = .detection, from corner: SIMD2<Double> = .zero
    ) throws {
        var file = try OutputFile(path: path)
        var text = TextPortions()
        let identifier = TileIdentifier(slide: result.slide)
        let names = try names(separator: " ").map { try jsonText($0) }
        text.append("{\"type\":\"FeatureCollection\",")
        if let part = result.part { text.append("\"note\":\(try jsonText(part.caution)),") }
        text.append("\"features\":[")
        for (place, tile) in tiles.enumerated() {
            text.append(place == 0 ? "\n" : ",\n")
            let number = result.part?.tiles[tile] ?? tile
            let id = identifier.text(tile: number, origin: result.origins[tile])
            text.append("{\"type\":\"Feature\",\"id\":\"\(id)\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[")
            appendRing(result.origins[tile] - corner, to: &text)
            text.append("]]},\"properties\":{\"objectType\":\"\(objectType.rawValue)\",\"measurements\":{")
            text.append(names[0] + ":")
            text.append(normalized.scores[tile])
            text.append("," + names[1] + ":")
            text.append(ranks[tile])
            text.append("," + names[2] + ":")
            text.append(normalized.values[tile])
            text.append("}}}")
            try text.handOnIfLong { try file.write($0) }
        }
        text.append("\n]}\n")
        try text.handOn { try file.write($0) }
        try file.commit()
    }

    /// Appends the corners of a tile. The first corner is repeated at the end.
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
