internal import ArgumentParser
internal import Foundation
internal import SwiftCSV

/// A list of slides: a CSV file with a header line and one row per slide.
struct CohortList {
    let slides: [CohortSlide]
    /// Columns that are ignored.
    let otherColumns: [String]

    private static let largestFile = 1 << 28
    private static let ownColumns = ["slide_id", "features", "thumbnail", "slide", "coords", "label"]

    init(path: String) throws(CohortError) {
        func refusal(_ reason: String) -> CohortError { .notAList(path: path, reason: reason) }
        let whole = try Self.text(of: path)
        let delimiter = Self.delimiter(of: whole)
        let text = Self.markingLooseQuotes(in: whole, delimiter: delimiter)
        guard text.utf8.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) else {
            throw refusal("has an unmatched quotation mark")
        }
        guard let table = try? CSV<Enumerated>(string: text, delimiter: .character(delimiter), loadColumns: false)
        else {
            throw refusal("cannot be read as CSV")
        }
        func cell(_ text: String) -> String {
            text.replacing(Self.looseQuote, with: "\"").trimmingCharacters(in: .whitespaces)
        }
        let header = table.header.map(cell)
        guard header.contains("slide_id") else { throw refusal("has no column slide_id") }
        for (place, column) in header.enumerated() where !column.isEmpty && header[..<place].contains(column) {
            throw refusal("has two columns '\(Wording.name(column))'")
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        var slides: [CohortSlide] = []
        for (number, row) in table.rows.enumerated() {
            let cells = row.map(cell)
            if cells.allSatisfy(\.isEmpty) { continue }
            guard cells.count == header.count else {
                throw refusal("has \(cells.count) cells in row \(number + 2), expected \(header.count)")
            }
            let values = Dictionary(zip(header, cells)) { first, _ in first }.filter { !$0.value.isEmpty }
            guard let slide = CohortSlide(values, in: folder) else {
                throw refusal("has no slide_id in row \(number + 2)")
            }
            slides.append(slide)
        }
        self.slides = slides
        let known = Self.ownColumns + RowOptions.columns
        otherColumns = header.filter {
            !$0.isEmpty && !known.contains($0.replacing("_", with: "-")) && !known.contains($0)
        }
    }

    /// What stands between the cells: European spreadsheets write semicolons, and many programs tabs.
    private static func delimiter(of text: String) -> Character {
        let header = text.prefix { !$0.isNewline }
        return [",", ";", "\t"].first { header.contains($0) } ?? ","
    }

    /// Stands for a quotation mark that quotes nothing.
    private static let looseQuote = "\u{E000}"

    /// Marks quotation marks inside cells without quotes, such as `5" core`: pandas reads them as they are, and SwiftCSV
    /// refuses them.
    private static func markingLooseQuotes(in text: String, delimiter: Character) -> String {
        guard text.contains("\"") else { return text }
        var (marked, isQuoted, isAtStart) = ("", false, true)
        for character in text {
            if character == "\"", !isQuoted, !isAtStart {
                marked += looseQuote
                continue
            }
            if character == "\"" { isQuoted.toggle() }
            // After a quote that closes, a second one is the first half of an escaped quote.
            isAtStart = character == delimiter || character.isNewline || character == "\""
            marked.append(character)
        }
        return marked
    }

    private static func text(of path: String) throws(CohortError) -> String {
        func refusal(_ reason: String) -> CohortError { .notAList(path: path, reason: reason) }
        let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
        guard let attributes else { throw refusal("there is no such file or folder") }
        guard attributes[.type] as? FileAttributeType == .typeRegular else { throw refusal("is not a regular file") }
        let byteCount = attributes[.size] as? Int ?? 0
        guard byteCount <= largestFile else { throw refusal("has \(byteCount) bytes, expected a list") }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw refusal("cannot be read") }
        guard let text = String(data: data, encoding: .utf8) else { throw refusal("is not UTF-8 text") }
        // Spreadsheets write a byte order mark, which is not part of the text. The line end is added because SwiftCSV
        // drops an empty cell at the very end.
        return (text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text) + "\n"
    }
}

extension CohortSlide {
    /// Reads a row of a list; nil if it has no slide_id.
    ///
    /// - Parameter folder: the list's folder. Relative paths start there.
    fileprivate init?(_ cells: [String: String], in folder: String) {
        func file(_ path: String) -> String { ListedPath(path, in: folder).path }
        guard let id = cells["slide_id"] else { return nil }
        let features = cells["features"].map(file) ?? file(id + ".h5")
        // CLAM's and STAMP's lists name a file: `a.svs`, `a.h5`.
        let stem = ListedPath.stem(of: id)
        if cells["features"] == nil, !ListedPath.isFile(features), ListedPath.isFile(file(stem + ".h5")) {
            self.init(identifier: SlideIdentifier(stem), features: file(stem + ".h5"))
        } else {
            self.init(identifier: SlideIdentifier(id), features: features)
        }
        problem =
            ["features", "thumbnail", "slide", "coords", "model"].lazy.compactMap { cells[$0] }
            .compactMap(ListedPath.problem).first
        thumbnail = cells["thumbnail"].map(file)
        wholeSlide = cells["slide"].map(file)
        coordinates = cells["coords"].map(file)
        label = cells["label"]
        var words: [String] = []
        for column in RowOptions.columns {
            guard let value = cells[column] ?? cells[column.replacing("-", with: "_")] else { continue }
            // Join the value to its option, so the parser never reads it as another option.
            switch column {
            case "model": words.append("--model=\(file(value))")
            case "range": words.append("--range=\(value.replacing(" ", with: ","))")
            default: words.append("--\(column)=\(value)")
            }
        }
        do {
            row = try RowOptions.parse(words)
        } catch {
            problem =
                problem ?? RowOptions.message(for: error).split(separator: "\n").first.map(String.init) ?? "\(error)"
        }
    }
}
