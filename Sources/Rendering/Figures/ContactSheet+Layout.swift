internal import Images
internal import Results

extension ContactSheet {
    /// Lays out the sheet.
    ///
    /// - Throws: `FigureError.tooLarge`.
    package func drawing() throws(FigureError) -> Drawing {
        try ContactSheetLayout(self).drawing()
    }
}

/// Lays out a sheet from top to bottom.
private struct ContactSheetLayout {
    private let sheet: ContactSheet
    private let style: PageStyle
    private let cellWidth: Int
    private let gap: Int
    private let contentWidth: Int
    private var parts = Drawing.Parts()
    /// The upper edge of the next part.
    private var y: Int

    init(_ sheet: ContactSheet) {
        self.sheet = sheet
        let columns = max(1, min(sheet.columns, sheet.sections.map(\.tiles.count).max() ?? 1))
        let widest = sheet.sections.flatMap(\.tiles).map(\.image.width).max() ?? 0
        // Always measured as six columns, so that the size of the text follows the size of the tiles, not their number.
        style = PageStyle(width: Double(6 * widest), ems: 72)
        cellWidth = max(widest, style.pixels(10))
        gap = style.pixels(1)
        contentWidth = max(columns * (cellWidth + gap) - gap, style.pixels(26))
        y = style.margin
    }

    consuming func drawing() throws(FigureError) -> Drawing {
        var column = TextColumn(x: Double(style.margin), y: Double(y), width: Double(contentWidth))
        if let header = sheet.header {
            column.add(header, style)
            column.y += 0.6 * style.em
        }
        var scores = NumberText.alike(sheet.sections.flatMap(\.tiles).map(\.score))[...]
        for section in sheet.sections {
            column.addLines(FigureText(section.title), style.strong)
            y = Int(column.y.rounded(.up)) + style.pixels(0.25)
            add(Array(zip(section.tiles, scores)))
            scores = scores.dropFirst(section.tiles.count)
            column.y = Double(y) + 0.5 * style.em
        }
        for note in sheet.notes { column.addLines(FigureText(note), style.small) }
        parts.texts += column.texts
        return try Drawing(
            size: PixelSize(
                width: contentWidth + 2 * style.margin, height: Int(column.y.rounded(.up)) + style.margin),
            title: FigureText(sheet.header?.slide ?? "Contact sheet"), summary: summary, parts: parts)
    }

    /// Adds rows of tiles, each with its score.
    private mutating func add(_ tiles: [(tile: ContactSheet.Tile, score: String)]) {
        for start in stride(from: 0, to: tiles.count, by: sheet.columns) {
            let row = tiles[start..<min(start + sheet.columns, tiles.count)]
            let height = row.map(\.tile.image.height).max() ?? 0
            y += Int(style.hairline)
            var bottom = Double(y + height)
            for (index, (tile, score)) in row.enumerated() {
                let x = style.margin + index * (cellWidth + gap)
                let name = FigureText("Tile \(tile.rank), score \(score), \(tile.placeText)")
                parts.frame(tile.image, x: x, y: y, name: name, line: style.hairline)
                bottom = max(
                    bottom, addCaption(of: tile, score: score, x: Double(x), y: Double(y + height) + 0.25 * style.em))
            }
            y = Int(bottom.rounded(.up)) + style.pixels(0.7)
        }
    }

    /// Adds a tile's rank and score, with its place below. Returns the caption's lower edge.
    private mutating func addCaption(of tile: ContactSheet.Tile, score: String, x: Double, y: Double) -> Double {
        let rank = FigureText("\(tile.rank)")
        let baseline = y + style.body.ascent
        let scoreX = x + style.strong.width(rank) + 0.5 * style.em
        let score = style.body.shortened(FigureText(score), to: x + Double(cellWidth) - scoreX)
        let place = style.small.shortened(FigureText(tile.placeText), to: Double(cellWidth))
        parts.texts.append(Drawing.Text(characters: rank, lettering: style.strong, x: x, baseline: baseline))
        parts.texts.append(Drawing.Text(characters: score, lettering: style.body, x: scoreX, baseline: baseline))
        let placeBaseline = y + 1.3 * style.em + style.small.ascent
        parts.texts.append(Drawing.Text(characters: place, lettering: style.small, x: x, baseline: placeBaseline))
        return placeBaseline + style.small.descent
    }

    private var summary: FigureText {
        let sections = sheet.sections.map { "\($0.title): \($0.tiles.count) tiles." }
        let prediction = sheet.header?.predictionLine.map { [$0.characters + "."] } ?? []
        return FigureText((prediction + sections + sheet.notes.map(\.description)).joined(separator: " "))
    }
}
