internal import Images

/// Draws a line around a region of a field, over a background.
struct OutlineRows: PaintedRows {
    let background: Background
    let field: Field
    let outline: Outline
    /// The smallest number of pixels of an island or a hole that has a line.
    let minimumArea: Int

    func forEachRow<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        let painter = RowPainter(background)
        let level = outline.level.map(field.reached) ?? 0
        var tracer = OutlineTracer(columns: background.size.width, outline: outline)
        var isInside = [Bool](repeating: false, count: background.size.width)
        var pixels = emptyRow
        var row = 0
        func paint() throws(Failure) {
            painter.paint(row, line: tracer.line, colors: [outline.color, [0, 0, 0]], into: &pixels)
            try body(pixels)
            row += 1
        }
        if minimumArea > 1 {
            var region = Region(of: field, level: level, width: background.size.width)
            region.smooth(area: minimumArea)
            for part in region.parts {
                for column in isInside.indices { isInside[column] = false }
                for run in part.runs { for column in run { isInside[column] = true } }
                for _ in part.rows where tracer.take(isInside) { try paint() }
            }
        } else {
            try field.forEachBand { (band) throws(Failure) in
                for column in isInside.indices {
                    isInside[column] = band.counts[column] > 0 && band.values[column] >= level
                }
                for _ in band.rows where tracer.take(isInside) { try paint() }
            }
        }
        for column in isInside.indices { isInside[column] = false }
        while row < background.size.height {
            if tracer.take(isInside) { try paint() }
        }
    }
}
