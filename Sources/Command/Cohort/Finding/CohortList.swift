internal import ArgumentParser
internal import Files
internal import Reports
internal import Slides

/// A list of slides: a CSV file with a header line and one row per slide.
struct CohortList {
    private(set) var slides: [CohortSlide] = []
    /// What the list's columns were taken for, where that may surprise.
    private(set) var notes: [String] = []

    private static let ownColumns = ["features", "thumbnail", "slide", "coords", "label"]
    /// What other programs call the column slide_id: STAMP and TRIDENT.
    private static let otherNames = ["filename", "wsi"]

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - hasModel: whether there is a model for rows that name none.
    ///   - features: the folder with the slides' features; nil for the list's own.
    init(path: String, features: FeatureFolder? = nil, hasModel: Bool = true) throws(CohortError) {
        func refusal(_ reason: String) -> CohortError { .notAList(path: path, reason: reason) }
        let file = try ListFile(path: path)
        let rows = try file.rows()
        let header = rows.first ?? []
        guard let column = Self.identifierColumn(in: header) else {
            let names = header.filter { !$0.isEmpty }.prefix(8).map { "'\(Wording.name($0))'" }.joined(separator: ", ")
            throw refusal("has no column slide_id" + (names.isEmpty ? "" : ", only \(names)"))
        }
        for (place, name) in header.enumerated() where !name.isEmpty && header[..<place].contains(name) {
            throw refusal("has two columns '\(Wording.name(name))'")
        }
        let known = Self.ownColumns + RowOptions.columns + [header[column]]
        let others = header.indices.filter {
            !header[$0].isEmpty && !known.contains(header[$0].replacing("_", with: "-")) && !known.contains(header[$0])
        }
        var parser = RowOptionParser()
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        for (number, cells) in zip(2..., rows.dropFirst()) where !cells.allSatisfy(\.isEmpty) {
            guard cells.count == header.count else {
                throw refusal("has \(cells.count) cells in row \(number), expected \(header.count)")
            }
            var values = Dictionary(zip(header, cells)) { first, _ in first }.filter { !$0.value.isEmpty }
            values["slide_id"] = cells[column].isEmpty ? nil : cells[column]
            let row = ListRow(
                values: values, folder: folder, features: features, hasDecimalCommas: file.hasDecimalCommas,
                hasModel: hasModel)
            guard var slide = row.slide(&parser) else { throw refusal("has no slide_id in row \(number)") }
            slide.rowNumber = number
            slide.list = FilePath.fileName(of: path)
            slide.listing.columns = others.map { SlideRecord.Column(name: header[$0], text: cells[$0]) }
            slides.append(slide)
        }
        if header[column] != "slide_id" {
            notes.append("\(path): column '\(Wording.name(header[column]))' is taken for slide_id")
        }
        let named = others.map { header[$0] }
        let place = CaseColumn.place(in: named)
        let kept = named.indices.filter { $0 != place }.map { Wording.name(named[$0]) }
        if !kept.isEmpty {
            notes.append(
                "\(path): these columns are kept in cohort.csv, and change nothing: \(kept.joined(separator: ", "))")
        }
        if let place {
            let taken = named[place] == CaseColumn.name ? "" : ", and is called \(CaseColumn.name) in cohort.csv"
            notes.append("\(path): column '\(Wording.name(named[place]))' groups the slides by case\(taken)")
        }
    }

    /// Returns the place of the column with the slides' names.
    static func identifierColumn(in header: [String]) -> Int? {
        header.firstIndex(of: "slide_id") ?? header.firstIndex { $0.lowercased() == "slide_id" }
            ?? otherNames.lazy.compactMap { name in header.firstIndex { $0.lowercased() == name } }.first
    }
}
