import Testing

@testable import Reports

@Suite struct `The case of a slide` {
    @Test(
        arguments: [
            (["slide_id", "case_id"], 1), (["PATIENT", "FILENAME"], 0), (["note", "Patient ID"], 1), (["Case-ID"], 0),
            (["patient", "case"], 1), (["Case_ID", "case_id"], 1), (["case_ids", "patients", "pat"], nil), ([], nil),
        ] as [([String], Int?)])
    func `is in the column that lists use for it`(header: [String], place: Int?) {
        #expect(CaseColumn.place(in: header) == place)
    }

    private func record(_ cells: (String, String)...) -> SlideRecord {
        var record = SlideRecord(slide: "TCGA-A1-0001-01Z", file: "a", label: nil, status: .failed)
        record.listing.columns = cells.map { SlideRecord.Column(name: $0.0, text: $0.1) }
        return record
    }

    @Test func `is the same with other blanks, and never guessed from the slide's name`() {
        #expect(record(("site", "x"), ("patient", " P\u{a0} 1\t")).listing.caseName == "P 1")
        #expect(record(("patient", " \u{a0}")).listing.caseName == nil && record().listing.caseName == nil)
        #expect(record(("case_id", ""), ("patient", "p")).listing.caseName == nil)
    }

    @Test func `has one column in the table, whatever lists call it`() {
        let csv = CohortTable([record(("site", "x"), ("patient", "P 1")), record(("case_id", "P  1"))]).csv
        let lines = csv.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).suffix(3)
        }
        #expect(lines.map(Array.init) == [["reason", "site", "case_id"], ["", "x", "P 1"], ["", "", "P 1"]])
        #expect(!CohortTable([record(("site", "x"))]).csv.contains("case_id"))
    }

    @Test func `is warned about where another is called almost alike`() {
        func warning(_ names: String...) -> String? { CaseColumn.warning(of: names.map { record(("case", $0)) }) }
        #expect(warning("P 1", "p1", "P2")?.hasPrefix("the cases 'P 1' and 'p1' are called almost alike") == true)
        #expect(warning("P 1", "P  1", "P-1", "P 2") == nil)
    }
}
