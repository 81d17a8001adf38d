import Foundation
import Reports
import Testing

@Suite struct `The cases of a cohort` {
    let cohort: Cohort
    init() throws { cohort = try Cohort() }

    @Test func `group its slides in table and page`() async throws {
        for name in ["a", "b", "c"] { try cohort.copy(Fixtures.slide, to: "f/\(name).h5") }
        let hostile = "\"\"\"><script>alert(1)</script>\u{202e}\""
        try cohort.folder.write(
            "slide_id,Patient,label\na,P 1,0\nb,P \u{a0}1,1\nc,\(hostile),\nnone,P 1,1\n", to: "f/list.csv")
        let outcome = try await cohort.run(of: "f/list.csv")
        #expect(
            outcome.errors.hasPrefix(
                "linmil: f/list.csv: column 'Patient' groups the slides by case, and is called case_id in cohort.csv\n")
        )
        let lines = try cohort.text("out/cohort.csv").components(separatedBy: "\r\n")
        #expect(lines[0].hasSuffix(",reason,case_id") && lines[1].hasSuffix(",P 1") && lines[2].hasSuffix(",P 1"))
        #expect(try cohort.record("b").listing.columns[0].name == "Patient", "the record keeps the list's word")
        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
        let page = try cohort.text("page.html")
        #expect(page.contains("<dt>Cases</dt><dd>2</dd>") && page.contains("<dd>0</dd></div>\n<div><dt>Score"))
        #expect(page.contains("<tr class=\"case\" data-case=\"P 1\" data-agreement=\"differs\">"))
        #expect(page.contains("</span>3 slides, 1 failed</span>") && page.contains(">1 of 2 agree</td>"))
        #expect(!page.contains("<script>alert"))
    }
}
