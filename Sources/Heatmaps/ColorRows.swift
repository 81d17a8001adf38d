internal import Images

/// Draws a field's values as colours over a background.
struct ColorRows: PaintedRows {
    let background: Background
    let field: Field
    let blend: Blend
    /// The entry of pixels without a tile.
    var uncovered = RowPainter.uncovered
    /// Where colours are drawn; `nil` means everywhere.
    var mask: TissueMask?

    func forEachRow<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        let painter = RowPainter(background)
        var entries = [Int16](repeating: RowPainter.uncovered, count: background.size.width)
        var pixels = emptyRow
        try field.forEachBand { (band) throws(Failure) in
            find(&entries, of: band)
            for row in band.rows {
                let isLikeAbove = painter.paintsRowsAlike && mask == nil && row > band.rows.lowerBound
                if !isLikeAbove {
                    let shown = mask?.masked(entries, inRow: row) ?? entries
                    painter.paint(row, entries: shown, blend: blend, into: &pixels)
                }
                try body(pixels)
            }
        }
    }

    /// Writes the colour-map entry of each column. [width]
    private func find(_ entries: inout [Int16], of band: borrowing Band) {
        let counts = band.counts.span
        let values = band.values.span
        var entries = entries.mutableSpan
        for column in counts.indices {
            entries[column] =
                counts[column] == 0 ? uncovered : Int16(truncatingIfNeeded: ColorMap.index(of: values[column]))
        }
    }
}
