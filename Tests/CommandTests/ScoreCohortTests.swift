import Foundation
import Testing

/// A cohort of scores that another program made: no model, but the same pictures, table and page.
@Suite struct `A cohort of existing scores` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static let ofSlide = ["--tile-size", "640"]

    private func table() throws -> [[String: String]] {
        let text = String(decoding: try folder.bytes(of: "out/cohort.csv"), as: UTF8.self)
        let rows = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        return rows.dropFirst().map { row in
            Dictionary(zip(rows[0].map(String.init), row.map(String.init))) { first, _ in first }
        }
    }

    @Test func `is drawn from a folder of tables, arrays, blockmaps and linmil's own files`() async throws {
        let scores = Fixtures.folder + "/arrays/scores/"
        try folder.copy(scores + "wsinfer-of-one-class.csv", to: "scores/table.csv")
        try folder.copy(scores + "with-coords.npz", to: "scores/array_att.npz")
        try folder.copy(Fixtures.folder + "/layouts/clam/small_blockmap.h5", to: "scores/clam_blockmap.h5")
        let scored = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "scores/own.json"], in: folder)
        try #require(scored.succeeded)
        for _ in 1...2 {
            let outcome = try await Command.run(["cohort", "scores", "-o", "out"] + Self.ofSlide, in: folder)
            #expect(outcome.succeeded, "\(outcome.errors)")
        }
        let rows = try table()
        #expect(rows.map { $0["slide_id"] } == ["array", "clam", "own", "table"])
        #expect(rows.allSatisfy { $0["status"] == "done" && $0["tiles"] == "64" })
        #expect(rows.map { $0["predicted_class"]?.isEmpty } == [true, true, false, true])
        let again = try await Command.run(["cohort", "scores", "-o", "out"] + Self.ofSlide, in: folder)
        #expect(again.errors.contains("4 kept"))
        let page = try await Command.run(["report", "out", "-o", "report.html"], in: folder)
        #expect(page.succeeded, "\(page.errors)")
        let text = String(decoding: try folder.bytes(of: "report.html"), as: UTF8.self)
        #expect(text.contains("prob_Tumor") && text.contains("Attention score"))
    }

    @Test func `takes one class of several`() async throws {
        try folder.copy(Fixtures.folder + "/arrays/scores/wsinfer.csv", to: "scores/a.csv")
        let refused = try await Command.run(["cohort", "scores", "-o", "out"], in: folder)
        #expect(refused.status == 1 && refused.errors.contains("--class (Other, Tumor)"), "\(refused.errors)")
        let outcome = try await Command.run(["cohort", "scores", "--class", "Tumor", "-o", "out"], in: folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let other = try await Command.run(["cohort", "scores", "--class", "Other", "-o", "out"], in: folder)
        #expect(other.succeeded && !other.errors.contains("1 kept"), "\(other.errors)")
    }

    @Test func `may be a list`() async throws {
        try folder.copy(Fixtures.folder + "/arrays/scores/wsinfer-of-one-class.csv", to: "scores/a.csv")
        try folder.copy(Fixtures.folder + "/arrays/scores/european.csv", to: "b.csv")
        try folder.write("slide_id,features,site\na,,x\nb,b.csv,y\n", to: "list.csv")
        let outcome = try await Command.run(["cohort", "list.csv", "--features", "scores", "-o", "out"], in: folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(try table().map { $0["site"] } == ["x", "y"])
    }

    @Test func `says that features need a model`() async throws {
        try folder.copy(Fixtures.slide, to: "features/a.h5")
        let outcome = try await Command.run(["cohort", "features", "-o", "out"], in: folder)
        #expect(outcome.status == 1 && outcome.errors.contains("--model"), "\(outcome.errors)")
        try folder.makeFolder("empty")
        let empty = try await Command.run(["cohort", "empty", "-o", "out"], in: folder)
        #expect(empty.failed && empty.errors.contains("contains no scores") && empty.errors.contains("--model"))
    }
}
