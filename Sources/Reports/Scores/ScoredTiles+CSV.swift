internal import Files
internal import Heatmaps
internal import Images
internal import Results

extension ScoredTiles {
    /// Writes CSV (RFC 4180) with the columns `slide,x,y,tile_size,score,rank,normalised`, or
    /// `...,relevance_tumor,relevance_tumor_rank,relevance_tumor_normalised` for a score of a class.
    ///
    /// After a header line, there is one line per tile, in the order of the features file. Lengths are level-0 pixels.
    package func writeCSV(to path: String) throws {
        var file = try OutputFile(path: path)
        var text = TextPortions()
        let slide = CSVCell.text(result.slide)
        let names = ["slide", "x", "y", "tile_size"] + names(plain: "score", separator: "_")
        text.append(names.map(CSVCell.text).joined(separator: ",") + "\r\n")
        for tile in result.origins.indices {
            text.append(slide)
            for number in [result.origins[tile].x, result.origins[tile].y, result.tileSide] {
                text.append(",")
                text.append(number)
            }
            text.append(",")
            text.append(normalized.scores[tile])
            text.append(",")
            text.append(ranks[tile])
            text.append(",")
            text.append(normalized.values[tile])
            text.append("\r\n")
            try text.handOnIfLong { try file.write($0) }
        }
        try text.handOn { try file.write($0) }
        try file.commit()
    }
}
