/// Rows of cells from a CSV file, as pandas reads them.
///
///     let table = try DelimitedText(Array("id,label\na,\"x, y\"\n".utf8), delimiter: UInt8(ascii: ","))
///     table.rows[1]  // ["a", "x, y"]
///
/// A quotation mark at the start of a cell quotes it, up to the next one. Two in a quoted cell stand for one. Anywhere else it
/// is a letter like others, as in `5" core`. Lines end with LF, CR or both. An empty line is a row with one empty cell, so
/// that a row's place is the number that a spreadsheet shows.
package struct DelimitedText {
    /// The rows, the header among them.
    package private(set) var rows: [[String]] = []

    /// A quotation mark that opens a cell and has no partner.
    package struct OpenQuote: Error, Equatable {
        /// The row in which the cell begins, counted from 1.
        package let row: Int

        package init(row: Int) { self.row = row }
    }

    /// Where the reader is in a cell.
    private enum Place {
        case start, plain, quoted
        /// After a quotation mark in a quoted cell: it ends the cell, unless another one follows.
        case quote
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - delimiter: what stands between cells, an ASCII character.
    ///   - limit: the number of rows to read.
    package init(_ text: some Collection<UInt8>, delimiter: UInt8, limit: Int = .max) throws(OpenQuote) {
        let (quote, lineFeed, carriageReturn) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var (cell, row, place, last) = ([UInt8](), [String](), Place.start, UInt8(0))
        func endCell() {
            row.append(PathText.text(String(decoding: cell, as: UTF8.self)))
            cell.removeAll(keepingCapacity: true)
            place = .start
        }
        func endRow() {
            endCell()
            rows.append(row)
            row = []
        }
        for byte in text {
            if rows.count == limit { return }
            defer { last = byte }
            switch (place, byte) {
            case (.quoted, quote): place = .quote
            case (.quoted, _): cell.append(byte)
            case (.quote, quote):
                cell.append(quote)
                place = .quoted
            case (.start, quote): place = .quoted
            case (_, delimiter): endCell()
            case (.start, lineFeed) where last == carriageReturn && row.isEmpty: break
            case (_, lineFeed), (_, carriageReturn): endRow()
            default:
                cell.append(byte)
                place = .plain
            }
        }
        if place == .quoted { throw OpenQuote(row: rows.count + 1) }
        if place != .start || !row.isEmpty { endRow() }
    }
}
