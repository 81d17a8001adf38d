import Foundation
import Testing

/// One folder for several runs: https://github.com/nikhilsrajan/fsd/issues/66,
/// https://github.com/slideflow/slideflow/issues/42
@Suite struct `Several runs in one folder` {
    let cohort: Cohort
    init() throws {
        cohort = try Cohort()
        for name in ["A/p1", "A/p2", "B/p2", "B/p3"] { try cohort.copy(Fixtures.slide, to: name + ".h5") }
    }

    private func run(_ folder: String, _ options: String...) async throws {
        let outcome = try await Command.run(
            ["cohort", folder, "--jobs", "1", "--quiet", "-o", "out"] + options, in: cohort.folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
    }

    private func merge() async throws -> Command.Outcome {
        try await Command.run(["cohort", "--merge", "out"], in: cohort.folder)
    }

    private func report() async throws -> Command.Outcome {
        try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder)
    }

    private static let other = Fixtures.small("mean.safetensors")

    @Test func `a report shows the slides of the last run, and names the others`() async throws {
        try await run("A", "--model", Fixtures.model)
        try await run("B", "--model", Fixtures.model)
        let outcome = try await report()
        #expect(outcome.succeeded)
        #expect(
            outcome.errors
                == "linmil: warning: 1 slide is left out, because the table of the last run (cohort.csv) does not have it: "
                + "p1; 'linmil cohort --merge out' makes a table of all slides\npage.html: 2 slides\n")
        let page = try cohort.text("page.html")
        #expect(page.contains("data-file=\"p2\"") && page.contains("data-file=\"p3\"") && !page.contains("\"p1\""))
    }

    @Test func `a table of two models names the slides of the smaller part`() async throws {
        try await run("A", "--model", Fixtures.model, "--score", "attn")
        try await run("B", "--model", Self.other, "--score", "attn")
        let words = "1 of 3 slides was made by another model (model.pt) than the rest (mean.safetensors): p1"
        let merged = try await merge()
        #expect(merged.succeeded && merged.errors.contains("linmil: warning: out: \(words)\n"), "\(merged.errors)")
        #expect(merged.errors.contains("warning: out: 1 of 3 slides is not in the list of the last run: p1\n"))
        #expect(merged.errors.contains("remove its record, such as out/records/p1.json, and merge again\n"))

        let outcome = try await report()
        #expect(outcome.errors.contains("linmil: warning: \(words)\n"))
        #expect(outcome.errors.contains("warning: 1 of 3 slides is not in the list of the last run: p1\n"))
        #expect(outcome.errors.hasSuffix("page.html: 3 slides\n"))
        // Who gets the page by mail sees no terminal.
        #expect(try cohort.text("page.html").contains("<li>\(words)</li>"))
        // The advice helps.
        try FileManager.default.removeItem(atPath: cohort.folder.path + "/out/records/p1.json")
        #expect(try await !merge().errors.contains("warning"))
        #expect(try await report().errors == "page.html: 2 slides\n")
    }

    @Test func `two models of one name are told apart`() async throws {
        for (folder, model) in [("A", Fixtures.model), ("B", Fixtures.small("model.safetensors"))] {
            try cohort.copy(model, to: "\(folder)/weights")
            try await run(folder, "--model", "\(folder)/weights")
        }
        let words = /another model \(weights, sha256:[0-9a-f]{8}\) than the rest \(weights, sha256:[0-9a-f]{8}\): p1/
        #expect(try await merge().errors.contains(words))
    }

    @Test(arguments: [
        (["--score", "attn"], "given another score (attn) than the rest (cls)"),
        (["--normalize", "minmax"], "drawn with another normalisation (minmax) than the rest (rank)"),
        (
            ["--normalize", "minmax", "--range", "0", "1"],
            "drawn with another normalisation (minmax from 0.0 to 1.0) than the rest (rank)"
        ),
        (["--compatible", "clam"], "drawn with another normalisation (as clam) than the rest (rank)"),
    ]) func `another score or normalisation is named`(options: [String], words: String) async throws {
        let first = try await Command.run(
            ["cohort", "A", "--model", Fixtures.model, "-o", "out", "-q"] + options, in: cohort.folder)
        #expect(first.succeeded, "\(first.errors)")
        try await run("B", "--model", Fixtures.model)
        let merged = try await merge()
        #expect(merged.errors.contains("warning: out: 1 of 3 slides was \(words): p1\n"), "\(merged.errors)")
    }

    @Test func `one run is not warned of`() async throws {
        try await run("A", "--model", Fixtures.model)
        #expect(try await report().errors == "page.html: 2 slides\n")
        #expect(try await merge().errors == "out/cohort.csv: 2 slides\n")
    }

    @Test func `the parts of one run are not warned of`() async throws {
        try await run("A", "--model", Fixtures.model, "--shard", "1/2")
        try await run("A", "--model", Fixtures.model, "--shard", "2/2")
        #expect(try await report().errors == "page.html: 2 slides\n")
        #expect(try await merge().errors == "out/cohort.csv: 2 slides\n")
        #expect(try await report().errors == "page.html: 2 slides\n")
    }

    @Test func `labels that fit no class are a warning of the merged table and of the report`() async throws {
        try cohort.folder.write("slide_id,label\np1,lung\n", to: "A/list.csv")
        try await run("A/list.csv", "--model", Fixtures.model)
        let words = "no label is one of the model's classes: the labels are 'lung', the classes 'class 0', 'class 1'"
        #expect(try await merge().errors.contains(words))
        #expect(try await report().errors.contains(words))
    }
}
