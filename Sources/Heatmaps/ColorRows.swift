internal import Images

/// A field's values as colours over a background.
struct ColorRows: PaintedRows {
    let background: Background
    let field: Field
    let blend: Blend

    func forEachRow<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        let painter = RowPainter(background)
        var entries = [Int16](repeating: RowPainter.uncovered, count: background.size.width)
        var pixels = emptyRow
        try field.forEachBand { (band) throws(Failure) in
            for column in entries.indices {
                entries[column] =
                    band.counts[column] == 0 ? RowPainter.uncovered : Int16(ColorMap.index(of: band.values[column]))
            }
            for row in band.rows {
                painter.paint(row, entries: entries, blend: blend, into: &pixels)
                try body(pixels)
            }
        }
    }
}
