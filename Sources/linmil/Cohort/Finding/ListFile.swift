internal import Files
internal import Foundation

/// The text of a list, and what stands between its cells.
struct ListFile {
    private let path: String
    private let text: [UInt8]
    private let delimiter: UInt8

    private static let largestFile = 1 << 28

    /// Reads a file.
    init(path: String) throws(CohortError) {
        self.path = path
        let whole = try Self.text(of: path)
        if let delimiter = Self.mark(of: whole) {
            (text, self.delimiter) = (Array(whole.drop { $0 != UInt8(ascii: "\n") }.dropFirst()), delimiter)
        } else {
            (text, delimiter) = (whole, Self.delimiter(of: whole))
        }
    }

    private static let delimiters = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Returns the delimiter that a first line `sep=;` names. Excel reads such a line and does not show it.
    private static func mark(of text: [UInt8]) -> UInt8? {
        let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard line.count == 5, line.starts(with: Array("sep=".utf8)), let last = line.last else { return nil }
        return delimiters.contains(last) ? last : nil
    }

    /// Returns the delimiter that makes the header a list's, or else one that the header has.
    private static func delimiter(of text: [UInt8]) -> UInt8 {
        let headers = delimiters.map { (delimiter: $0, cells: header(of: text, $0)) }
        let best =
            headers.first { CohortList.identifierColumn(in: $0.cells) != nil } ?? headers.first { $0.cells.count > 1 }
        return best?.delimiter ?? delimiters[0]
    }

    /// Whether numbers may have decimal commas: European spreadsheets write them, with semicolons between cells.
    var hasDecimalCommas: Bool { delimiter == UInt8(ascii: ";") }

    /// Returns the cells of all rows, the header's first, without spaces around them.
    func rows() throws(CohortError) -> [[String]] {
        do throws(DelimitedText.OpenQuote) {
            return try DelimitedText(text, delimiter: delimiter).rows.map(Self.trimmed)
        } catch {
            throw .notAList(path: path, reason: "has a quotation mark in row \(error.row) that nothing closes")
        }
    }

    private static func header(of text: [UInt8], _ delimiter: UInt8) -> [String] {
        let table = try? DelimitedText(text, delimiter: delimiter, limit: 1)
        return table?.rows.first.map(trimmed) ?? []
    }

    private static func trimmed(_ cells: [String]) -> [String] {
        cells.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    private static func text(of path: String) throws(CohortError) -> [UInt8] {
        func refusal(_ reason: String) -> CohortError { .notAList(path: path, reason: reason) }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try InputFile.bytes(of: path, limit: largestFile) } catch {
            switch error {
            case .missing: throw refusal("there is no such file or folder")
            case .notRegular: throw refusal("is not a regular file")
            case .tooLarge: throw refusal("has more than \(largestFile) bytes, expected a list")
            default: throw refusal("cannot be read")
            }
        }
        // Spreadsheets begin with a byte order mark. 'Unicode text' is UTF-16.
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        guard let text = String(data: Data(bytes), encoding: isWide ? .utf16 : .utf8) else {
            let row = isWide ? nil : firstRowOutsideUTF8(bytes)
            throw refusal(
                "is not UTF-8 text" + (row.map { " in row \($0)" } ?? "") + "; save it as 'CSV UTF-8'")
        }
        return Array((text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]).utf8)
    }

    /// Returns the first line that is not UTF-8, counted from 1.
    private static func firstRowOutsideUTF8(_ bytes: [UInt8]) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }
}
