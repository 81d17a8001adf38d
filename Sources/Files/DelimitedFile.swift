internal import FoundationEssentials

/// A CSV file as spreadsheets write it: its text, and what stands between its cells.
///
/// A byte order mark at the start is left out, 'Unicode text' in UTF-16 is read, and a first line `sep=;` names the delimiter, as
/// Excel reads it.
package struct DelimitedFile {
    private let text: [UInt8]
    /// What stands between cells.
    package let delimiter: UInt8

    /// Text that is neither UTF-8 nor UTF-16.
    package struct OtherEncoding: Error, Equatable {
        /// The first row that is not, counted from 1; nil if the file begins as UTF-16.
        package let row: Int?
    }

    private static let delimiters = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Takes the bytes of a file.
    ///
    /// - Parameter isHeader: whether cells are the header that is looked for. It decides between delimiters.
    package init(_ bytes: [UInt8], isHeader: (_ cells: [String]) -> Bool) throws(OtherEncoding) {
        let whole = try Self.decoded(bytes)
        if let delimiter = Self.mark(of: whole) {
            (text, self.delimiter) = (Array(whole.drop { $0 != UInt8(ascii: "\n") }.dropFirst()), delimiter)
        } else {
            (text, delimiter) = (whole, Self.delimiter(of: whole, isHeader))
        }
    }

    /// Whether numbers may have decimal commas: European spreadsheets write them, with semicolons between cells.
    package var hasDecimalCommas: Bool { delimiter == UInt8(ascii: ";") }

    /// Returns the cells of all rows, the header's first, without spaces around them.
    package func rows() throws(DelimitedText.OpenQuote) -> [[String]] {
        try DelimitedText(text, delimiter: delimiter).rows.map(Self.trimmed)
    }

    /// Returns the delimiter that a first line `sep=;` names.
    private static func mark(of text: [UInt8]) -> UInt8? {
        let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard line.count == 5, line.starts(with: Array("sep=".utf8)), let last = line.last else { return nil }
        return delimiters.contains(last) ? last : nil
    }

    /// Returns the delimiter that makes the header the one that is looked for, or else one that the header has.
    private static func delimiter(of text: [UInt8], _ isHeader: ([String]) -> Bool) -> UInt8 {
        let headers = delimiters.map { (delimiter: $0, cells: header(of: text, $0)) }
        let best = headers.first { isHeader($0.cells) } ?? headers.first { $0.cells.count > 1 }
        return best?.delimiter ?? delimiters[0]
    }

    private static func header(of text: [UInt8], _ delimiter: UInt8) -> [String] {
        (try? DelimitedText(text, delimiter: delimiter, limit: 1))?.rows.first.map(trimmed) ?? []
    }

    private static func trimmed(_ cells: [String]) -> [String] {
        cells.map { cell in
            var rest = cell[...]
            while rest.first?.isWhitespace == true { rest.removeFirst() }
            while rest.last?.isWhitespace == true { rest.removeLast() }
            return String(rest)
        }
    }

    private static func decoded(_ bytes: [UInt8]) throws(OtherEncoding) -> [UInt8] {
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        guard let text = String(data: Data(bytes), encoding: isWide ? .utf16 : .utf8) else {
            throw OtherEncoding(row: isWide ? nil : firstRowOutsideUTF8(bytes))
        }
        return Array((text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]).utf8)
    }

    private static func firstRowOutsideUTF8(_ bytes: [UInt8]) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }
}
