/// The column of a list that names each slide's case.
///
/// A case is never read from a slide's name: a name may begin like that of another case.
package enum CaseColumn {
    /// The column's name in `cohort.csv`.
    package static let name = "case_id"
    /// What lists call the column, the first before the others.
    private static let names = [name, "case", "patient_id", "patient"]

    /// Returns the place of the column in a list's header; nil if there is none. Capitals, and blanks or hyphens in place of
    /// underscores, make no difference.
    package static func place(in header: [String]) -> Int? {
        if let exact = header.firstIndex(of: name) { return exact }
        let plain = header.map { header in
            header.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
        }
        return names.lazy.compactMap { plain.firstIndex(of: $0) }.first
    }

    /// Returns a case's name with single blanks: lists separate words in more than one way.
    static func spelling(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Returns a warning about cases whose names differ only in capitals and blanks; nil if there are none.
    static func warning(of records: [SlideRecord]) -> String? {
        let names = Set(records.compactMap(\.listing.caseName))
        let alike = Dictionary(grouping: names) { name in name.lowercased().filter { !$0.isWhitespace } }
        guard let first = alike.values.filter({ $0.count > 1 }).map({ $0.sorted() }).min(by: { $0[0] < $1[0] })
        else { return nil }
        return
            "the cases \(first.map { "'\($0)'" }.joined(separator: " and ")) are called almost alike; if they are one case, "
            + "spell them alike in the list and run 'linmil cohort' again"
    }
}

extension SlideRecord.Listing {
    /// The list's other columns as a table has them: that of the case is called `case_id`.
    var tableColumns: [SlideRecord.Column] {
        guard let place = CaseColumn.place(in: columns.map(\.name)) else { return columns }
        var columns = columns
        columns[place] = SlideRecord.Column(name: CaseColumn.name, text: CaseColumn.spelling(columns[place].text))
        return columns
    }

    /// The slide's case; nil if the list has no cases, or none for this slide.
    var caseName: String? {
        guard let place = CaseColumn.place(in: columns.map(\.name)) else { return nil }
        let name = CaseColumn.spelling(columns[place].text)
        return name.isEmpty ? nil : name
    }
}
