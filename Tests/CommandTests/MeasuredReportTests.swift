import Foundation
import Reports
import Results
import Testing

/// The report of a cohort whose maps were measured.
@Suite struct `The report of a measured cohort` {
    let cohort: Cohort
    init() throws {
        cohort = try Cohort()
        try cohort.makeSlides("a", "b")
        try cohort.copy(Fixtures.small("blocks-f2.h5"), to: "features/b.h5")
    }

    private func page(_ options: String...) async throws -> String {
        let drawn = try await Command.run(
            ["cohort", "features", "--model", Fixtures.model, "-o", "out", "--quiet"] + options, in: cohort.folder)
        try #require(drawn.succeeded, "\(drawn.errors)")
        let outcome = try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return try cohort.text("page.html")
    }

    /// The rows of the table: each slide and its verdict.
    private func rows(_ page: String) -> [[String]] {
        page.matches(of: /<tr data-file="([^"]*)"[^>]* data-verdict="([^"]*)">/).map { ["\($0.1)", "\($0.2)"] }
    }

    @Test func `has verdicts, means and curves, and is the same on every run`() async throws {
        let page = try await page("--evaluate", "--steps", "6", "--seeds", "2", "--score", "cls,relevance")
        let verdicts = try ["a", "b"].map { name in
            try [name, #require(cohort.record(name).result?.maps[0].evaluation).verdict.rawValue]
        }
        #expect(rows(page).sorted { $0[0] < $1[0] } == verdicts)
        #expect(page.contains("<li>cls: the map explains the prediction of "))
        #expect(page.contains("<li>relevance: the map explains the prediction of "))
        #expect(page.contains("\"curves\":{\"maps\":[{") && page.contains("Flipping curves of relevance"))
        #expect(page.contains("aria-sort=\"descending\" data-sorted=\"yes\""))
        let again = try await Command.run(["report", "out", "-o", "again.html"], in: cohort.folder)
        #expect(again.succeeded)
        #expect(try cohort.text("again.html") == page)
    }

    @Test func `lists the slides first whose map does not explain the prediction`() async throws {
        _ = try await page("--evaluate", "--steps", "6", "--seeds", "2")
        for (verdict, order) in [("explains", ["b", "a"]), ("does not explain", ["a", "b"])] {
            for (name, verdict) in [("a", verdict), ("b", "explains in part")] {
                let path = cohort.folder.path + "/out/records/\(name).json"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                let changed = text.replacing(/"verdict":"[^"]*"/, with: "\"verdict\":\"\(verdict)\"")
                try changed.write(toFile: path, atomically: true, encoding: .utf8)
            }
            #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
            #expect(try rows(cohort.text("page.html")).map { $0[0] } == order)
        }
    }

    @Test func `without measures has nothing of them, not even in its style and script`() async throws {
        let page = try await page()
        for word in ["verdict", "Verdict", "curves", "SRG", "the prediction", "Flipping", "#if"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("aria-sort=\"ascending\"><button type=\"button\" data-sort=\"text\">Slide"))
    }
}
