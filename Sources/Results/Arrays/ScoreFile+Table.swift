internal import Files
internal import Slides

extension ScoreFile {
    /// Reads a table with a line for each tile.
    ///
    /// Two layouts are known: linmil's own, `x, y, tile_size, score`, and that of wsinfer, `minx, miny, width, height` and a
    /// column `prob_NAME` for each class. For any other, the caller names the columns.
    ///
    /// - Throws: `SlideError` if the columns are missing, or a cell is no number.
    init(tableAt path: String, choice: ScoreChoice?) throws(SlideError) {
        let table = try TileTableText(path: path)
        let columns = try table.columns(choice)
        let x = try table.numbers(columns.x)
        let y = try table.numbers(columns.y)
        let scores = try table.numbers(columns.score)
        guard !scores.isEmpty else { throw .noTiles(path: path, dataset: columns.score, shape: [0]) }
        let places = try TilePlaces(path: path, points: zip(x, y).map { SIMD2($0, $1) }, side: table.side())
        try self.init(
            path: path, name: columns.score, numbers: scores, places: .listed(places))
    }
}

/// A table with a header and a line for each tile.
private struct TileTableText {
    private let path: String
    private let header: [String]
    private let rows: ArraySlice<[String]>
    /// European spreadsheets write a comma in place of the decimal point, and semicolons between cells.
    private let hasDecimalCommas: Bool

    private static let largestFile = 1 << 30

    init(path: String) throws(SlideError) {
        let bytes: [UInt8]
        do { bytes = try InputFile.bytes(of: path, limit: Self.largestFile) } catch { throw .file(error) }
        let file: DelimitedFile
        do throws(DelimitedFile.OtherEncoding) { file = try DelimitedFile(bytes) { $0.count > 2 } } catch {
            let place = error.row.map { " in row \($0)" } ?? ""
            throw .badTable(path: path, found: "text that is not UTF-8\(place)", expected: "UTF-8")
        }
        let cells: [[String]]
        do throws(DelimitedText.OpenQuote) { cells = try file.rows() } catch {
            throw .badTable(
                path: path, found: "a quotation mark without a partner in row \(error.row)", expected: "cells as in CSV"
            )
        }
        self.path = path
        (header, rows, hasDecimalCommas) = (cells.first ?? [], cells.dropFirst(), file.hasDecimalCommas)
    }

    /// Returns the columns of the tiles' corners and scores.
    func columns(_ choice: ScoreChoice?) throws(SlideError) -> ScoreChoice.Columns {
        if let columns = choice?.columns {
            for column in [columns.x, columns.y, columns.score] where !header.contains(column) {
                throw unknown("no column '\(printable(column))'")
            }
            return columns
        }
        if ["x", "y", "score"].allSatisfy(header.contains) {
            return ScoreChoice.Columns(x: "x", y: "y", score: "score")
        }
        let classes = header.filter { $0.hasPrefix(Self.prefix) }
        guard ["minx", "miny"].allSatisfy(header.contains), !classes.isEmpty else {
            throw unknown("no columns that are known")
        }
        return ScoreChoice.Columns(x: "minx", y: "miny", score: try chosen(of: classes, choice?.className))
    }

    private static let prefix = "prob_"

    /// Returns the column of a class, by its name or its number.
    private func chosen(of classes: [String], _ asked: String?) throws(SlideError) -> String {
        let names = classes.map { String($0.dropFirst(Self.prefix.count)) }
        guard let asked else {
            if classes.count == 1 { return classes[0] }
            throw .severalClasses(path: path, found: "probabilities of \(classes.count) classes", classes: names)
        }
        if let place = names.firstIndex(of: asked) ?? classes.firstIndex(of: asked) { return classes[place] }
        guard let number = Int(asked), classes.indices.contains(number) else {
            throw .noSuchClass(path: path, asked: asked, classes: names)
        }
        return classes[number]
    }

    /// Returns the side of the tiles, if there are columns for it; nil if not.
    func side() throws(SlideError) -> TilePlaces.Side? {
        for names in [["tile_size"], ["width", "height"]] where names.allSatisfy(header.contains) {
            var sides: Set<Double> = []
            for name in names { sides.formUnion(try numbers(name)) }
            guard let side = sides.first, sides.count == 1 else {
                let shown = sides.sorted().prefix(4).map(plainNumber).joined(separator: ", ")
                throw .badTable(
                    path: path, found: "tiles with sides of \(shown) px in \(names.joined(separator: " and "))",
                    expected: "squares of one size")
            }
            guard TileGrid.isSide(side) else {
                throw .badTable(path: path, found: "tiles of \(plainNumber(side)) px", expected: "at least one pixel")
            }
            return TilePlaces.Side(names.joined(separator: " and "), side)
        }
        return nil
    }

    /// Returns the numbers of a column. Empty lines are left out.
    func numbers(_ column: String) throws(SlideError) -> [Double] {
        guard let place = header.firstIndex(of: column) else { throw unknown("no column '\(printable(column))'") }
        var numbers: [Double] = []
        numbers.reserveCapacity(rows.count)
        for (number, row) in zip(rows.indices, rows) where row.count > 1 || row.first?.isEmpty == false {
            let cell = row.count > place ? row[place] : ""
            guard let value = Double(hasDecimalCommas ? cell.replacing(",", with: ".") : cell) else {
                throw .badTable(
                    path: path, found: "'\(printable(cell))' in row \(number + 1), column '\(printable(column))'",
                    expected: "a number")
            }
            numbers.append(value)
        }
        return numbers
    }

    private func unknown(_ found: String) -> SlideError {
        let shown = header.prefix(8).map { "'\(printable($0))'" }.joined(separator: ", ")
        return .unknownColumns(path: path, found: "\(found) among \(shown)\(header.count > 8 ? ", ..." : "")")
    }
}
