import Foundation
import Heatmaps
import Images
import LinMIL
import Rendering
import Reports
import Results
import Testing

/// A cohort whose slides have several scores each.
@Suite struct `A cohort of several scores` {
    let cohort: Cohort
    init() throws {
        cohort = try Cohort()
        try cohort.makeSlides("a", "b")
    }

    private static let options = ["--score", "cls,relevance", "--class", "2", "--classes", "normal,other,tumor"]

    private func run(_ options: [String]) async throws -> Command.Outcome {
        try await Command.run(
            ["cohort", "features", "--model", Fixtures.model, "-o", "out", "--jobs", "2"] + options, in: cohort.folder)
    }

    private var overlays: [String] {
        cohort.files.filter { $0.hasPrefix("out/overlays/") && $0.hasSuffix(".png") }.sorted()
    }

    private static let ofBoth = ["cls/a", "cls/b", "relevance/a", "relevance/b"].map { "out/overlays/\($0).png" }

    @Test func `has a folder of pictures for each score, and computes nothing twice`() async throws {
        let outcome = try await run(Self.options)
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(overlays == Self.ofBoth)
        _ = try await Command.run(
            ["render", "features/a.h5", "--model", Fixtures.model, "-o", "one.png"] + Self.options, in: cohort.folder)
        for kind in ["cls", "relevance"] {
            #expect(
                try Image(contentsOf: "\(cohort.folder.path)/one.\(kind).png")
                    == Image(contentsOf: "\(cohort.folder.path)/out/overlays/\(kind)/a.png"))
        }
        #expect(Cohort.done(try await run(Self.options)) == [])
        // A picture that is missing is drawn again.
        try FileManager.default.removeItem(atPath: cohort.folder.path + "/out/overlays/relevance/b.png")
        #expect(Cohort.done(try await run(Self.options)) == ["b"])
        #expect(overlays == Self.ofBoth)
    }

    @Test func `leaves no picture of a run with other scores`() async throws {
        #expect(try await run([]).succeeded)
        #expect(overlays == ["out/overlays/a.png", "out/overlays/b.png"])
        #expect(Cohort.done(try await run(Self.options)) == ["a", "b"])
        #expect(overlays == Self.ofBoth)
        #expect(Cohort.done(try await run(["--score", "relevance"])) == ["a", "b"])
        #expect(overlays == ["out/overlays/a.png", "out/overlays/b.png"])
    }

    @Test func `leaves no picture of a slide that fails later`() async throws {
        #expect(try await run(Self.options).succeeded)
        try cohort.folder.write("no features", to: "features/b.h5")
        #expect(try await run(Self.options).status == 1)
        #expect(overlays == ["out/overlays/cls/a.png", "out/overlays/relevance/a.png"])
    }

    @Test func `has columns for each score in its table`() async throws {
        #expect(try await run(Self.options).succeeded)
        let table = try cohort.table()
        func cell(_ column: String) throws -> String { table[1][try #require(table[0].firstIndex(of: column))] }
        #expect(try cell("relevance_class") == "tumor" && cell("cls_class") == "" && !table[0].contains("score_min"))
        let relevance = try #require(try cohort.record("a").result?.maps[1])
        #expect(try cell("relevance_max") == "\(relevance.statistics?.highest ?? .nan)")
        #expect(relevance.score == .model(Score(.relevance, class: 2)))
    }

    @Test func `with one score names it in its table`() async throws {
        #expect(try await run(["--score", "relevance", "--class", "2"]).succeeded)
        let table = try cohort.table()
        func cell(_ column: String) throws -> String { table[1][try #require(table[0].firstIndex(of: column))] }
        #expect(try cell("score") == "relevance" && cell("score_class") == "class 2" && !cell("score_min").isEmpty)
    }

    @Test func `has a common range for each score`() async throws {
        let options = Self.options + ["--scale", "cohort"]
        let outcome = try await run(options)
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("range of all slides, cls: ")
                && outcome.errors.contains("range of all slides, relevance: -"))
        let ranges = try ["a", "b"].map { try cohort.record($0).pictures.map(\.range) }
        #expect(ranges[0] == ranges[1] && ranges[0][0] != ranges[0][1])
        #expect(Cohort.done(try await run(options)) == [])
    }

    @Test func `has a figure for each score, and a page`() async throws {
        #expect(try await run(Self.options).succeeded)
        let figures = try await Command.run(
            ["report", "out", "--format", "figure", "--svg", "--only", "a"], in: cohort.folder)
        #expect(figures.succeeded, "\(figures.errors)")
        #expect(cohort.files.isSuperset(of: ["out/figures/a.cls.svg", "out/figures/a.relevance.svg"]))
        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
        // Each slide has its first map, and data of their own for the others.
        let page = try cohort.text("page.html")
        func data(_ id: String) throws -> [String: Any] {
            let start = try #require(page.firstRange(of: "<script type=\"application/json\" id=\"\(id)\">")).upperBound
            let text = page[start..<(try #require(page[start...].firstRange(of: "</script>")).lowerBound)]
            return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
        let first = try data("slide-0"), relevance = try data("map-0-1")
        let maps = try #require(first["maps"] as? [[String: String]])
        #expect(maps.map { $0["name"] } == ["cls", "relevance"] && maps[1]["title"] == "Relevance for tumor")
        #expect((first["map"] as? [String: Any])?["name"] as? String == "cls")
        let record = try cohort.record("a").pictures[1]
        #expect(relevance["name"] as? String == "relevance")
        #expect(relevance["kind"] as? String == "Relevance for the predicted class")
        let (range, drawn) = (try #require(relevance["range"] as? [Double]), try #require(record.range))
        // Foundation's JSON reader rounds the last digit.
        #expect(abs(range[0] - drawn.low) < 1e-14 && abs(range[1] - drawn.high) < 1e-14 && drawn.low < 0)
        #expect(relevance["normalization"] as? String == "robust")
        #expect((relevance["command"] as? String)?.contains("--score relevance") == true)
        #expect((relevance["scores"] as? [String: Any])?["count"] as? Int == record.tiles)
        #expect(page.contains("id=\"map-1-1\"") && !page.contains("id=\"map-0-2\""))
    }

    @Test func `is told apart from a run with another class or block`() async throws {
        for options in [["--score", "relevance", "--class", "2"], ["--block", "0"]] {
            try? FileManager.default.removeItem(atPath: cohort.folder.path + "/out")
            #expect(try await run([]).succeeded)
            try cohort.copy(Fixtures.slide, to: "others/c.h5")
            let other = try await Command.run(
                ["cohort", "others", "--model", Fixtures.model, "-o", "out"] + options, in: cohort.folder)
            #expect(other.succeeded, "\(other.errors)")
            let merged = try await Command.run(["cohort", "--merge", "out"], in: cohort.folder)
            let name = options[0] == "--block" ? "cls, block 0" : "relevance, class 2"
            #expect(
                merged.errors.contains("1 of 3 slides was given another score (\(name)) than the rest (cls): c"),
                "\(merged.errors)")
        }
    }

    @Test func `compares labels with the names that the user gives`() async throws {
        try cohort.folder.write("slide_id,label\na,OTHER\nb,2\n", to: "features/list.csv")
        let outcome = try await cohort.run("--classes", "normal,other,tumor", of: "features/list.csv")
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
        let page = try cohort.text("page.html")
        #expect(page.contains("agrees") && page.contains("differs"))
        #expect(try cohort.table()[1][3...4] == ["other", "OTHER"])
    }

    @Test func `fails a slide whose row's model has other classes`() async throws {
        try cohort.folder.write(
            "slide_id,model\na,\na2,\(Fixtures.folder)/one-output/negative.pt\n", to: "features/list.csv")
        try cohort.copy(Fixtures.slide, to: "features/a2.h5")
        let outcome = try await Command.run(
            [
                "cohort", "features/list.csv", "--model", Fixtures.model, "-o", "out", "--score", "single", "--class",
                "tumor",
                "--classes", "normal,other,tumor",
            ], in: cohort.folder)
        #expect(outcome.status == 1)
        #expect(try cohort.record("a").status == .done)
        let reason = try cohort.record("a2").reason ?? ""
        #expect(
            reason.contains("3 class names are given, expected 1") && reason.contains("(row 3 of list.csv)"),
            "\(reason)")
    }
}
