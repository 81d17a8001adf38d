internal import Heatmaps
internal import Images

extension ScoredTiles {
    /// Writes a line for each tile: `slide,x,y,tile_size,score,rank,normalised`, in level-0 pixels and the features file's
    /// order, after a line with these names. (RFC 4180, with the line ends of Unix)
    package func writeCSV(to path: String) throws {
        var file = try OutputFile(path: path)
        var text = TextPortions()
        let slide = CSVCell(slide).text
        text.append("slide,x,y,tile_size,score,rank,normalised\n")
        for tile in origins.indices {
            text.append(slide)
            for number in [origins[tile].x, origins[tile].y, side] {
                text.append(",")
                text.append(number)
            }
            text.append(",")
            text.append(normalized.scores[tile])
            text.append(",")
            text.append(ranks[tile])
            text.append(",")
            text.append(normalized.values[tile])
            text.append("\n")
            try text.handOnIfLong { try file.write($0) }
        }
        try text.handOn { try file.write($0) }
        try file.commit()
    }
}

/// A text in a table that a spreadsheet may open.
package struct CSVCell {
    /// Quoted where it has to be. What a spreadsheet would take for a formula begins with an apostrophe, which makes it
    /// a text there: a slide's name must not be able to compute, or to send anything away.
    package let text: String

    package init(_ value: String) {
        // By scalars: a carriage return and a line feed are one character.
        let scalars = value.unicodeScalars
        let isFormula = scalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let plain = isFormula ? "'" + value : value
        let mustBeQuoted = scalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        text = mustBeQuoted ? "\"" + plain.replacing("\"", with: "\"\"") + "\"" : plain
    }
}
