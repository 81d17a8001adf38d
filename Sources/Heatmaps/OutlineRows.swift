internal import Images

/// Draws a line around a region of a field, over a background.
struct OutlineRows: PaintedRows {
    let background: Background
    let field: Field
    let outline: Outline

    func forEachRow<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        let painter = RowPainter(background)
        let level = outline.level.map(field.reached) ?? 0
        var tracer = OutlineTracer(columns: background.size.width, lineWidth: outline.width)
        var isInside = [Bool](repeating: false, count: background.size.width)
        var pixels = emptyRow
        var row = 0
        func paint() throws(Failure) {
            painter.paint(row, line: tracer.line, color: outline.color, into: &pixels)
            try body(pixels)
            row += 1
        }
        try field.forEachBand { (band) throws(Failure) in
            for column in isInside.indices {
                isInside[column] = band.counts[column] > 0 && band.values[column] >= level
            }
            for _ in band.rows where tracer.take(isInside) { try paint() }
        }
        for column in isInside.indices { isInside[column] = false }
        while row < background.size.height {
            if tracer.take(isInside) { try paint() }
        }
    }
}
