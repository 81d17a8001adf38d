import Foundation
import Rendering
import Reports
import Results
import Testing

/// `cohort --evaluate` measures the maps of each slide.
@Suite struct `A measured cohort` {
    let cohort: Cohort
    init() throws {
        cohort = try Cohort()
        try cohort.makeSlides("a", "b")
        // A slide of its own, so that means and errors are not those of one slide twice.
        try cohort.copy(Fixtures.small("blocks-f2.h5"), to: "features/b.h5")
    }

    private static let quick = ["--evaluate", "--steps", "6", "--seeds", "2"]

    private func run(_ options: [String]) async throws -> Command.Outcome {
        let outcome = try await Command.run(
            ["cohort", "features", "--model", Fixtures.model, "-o", "out", "--jobs", "2"] + options, in: cohort.folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    private func column(_ name: String) throws -> [String] {
        let table = try cohort.table()
        let place = try #require(table[0].firstIndex(of: name), "\(table[0])")
        return table.dropFirst().map { $0[place] }
    }

    private func evaluation(of score: String) throws -> [String: Any] {
        let provenance = try jsonObject(cohort.text("out/cohort.json"))
        let scores = (provenance["evaluation"] as? [String: Any])?["scores"] as? [String: Any]
        return try #require(scores?[score] as? [String: Any], "\(provenance)")
    }

    @Test func `has the measures in its table, their means in cohort.json, and prints them`() async throws {
        let outcome = try await run(Self.quick)
        for (name, key) in [("srg", "srg"), ("aupc", "aupc"), ("gain", "gain"), ("random_aupc", "randomAUPC")] {
            let numbers = try column(name).compactMap(Double.init)
            #expect(numbers.count == 2)
            let judged = try zip(numbers, column("verdict")).filter { $1.contains("explain") }.map(\.0)
            let found = try evaluation(of: "cls")[key] as? [String: Any]
            guard !judged.isEmpty else {
                #expect(found == nil)
                continue
            }
            let mean = judged.reduce(0, +) / Double(judged.count)
            #expect(abs((found?["mean"] as? Double ?? .nan) - mean) < 1e-12, "\(name)")
            if judged.count == 2 {
                let error = abs(judged[0] - judged[1]) / 2
                #expect(abs((found?["standardError"] as? Double ?? .nan) - error) < 1e-12, "\(name)")
            }
        }
        #expect(try evaluation(of: "cls")["slides"] as? Int == 2)
        #expect(outcome.output.contains("faithfulness") && outcome.output.contains("\ncls "), "\(outcome.output)")
        let record = try cohort.record("a")
        #expect(
            try record.result?.maps[0].evaluation
                == SlideResult(readingJSONFrom: cohort.folder.path + "/out/scores/a.json").measures(of: 0))
        #expect(record.picture?.evaluation == record.result?.maps[0].evaluation)
    }

    @Test func `is kept by a second run, and computed again with other steps or without measuring`() async throws {
        #expect(try await Cohort.done(run(Self.quick)) == ["a", "b"])
        let bytes = try cohort.results()
        #expect(try await Cohort.done(run(Self.quick)) == [])
        #expect(try await Cohort.done(run(["--evaluate", "--steps", "7", "--seeds", "2"])) == ["a", "b"])
        #expect(try cohort.results() != bytes)
        let plain = try await run([])
        #expect(Cohort.done(plain) == ["a", "b"] && plain.output.isEmpty)
        #expect(try !cohort.table()[0].contains("verdict"))
        #expect(try !cohort.text("out/cohort.json").contains("evaluation"))
        #expect(try !cohort.text("out/records/a.json").contains("evaluation"))
        #expect(try await Cohort.done(run(Self.quick)) == ["a", "b"])
        #expect(try cohort.results() == bytes)
    }

    @Test func `has columns for each of several scores, and one range for all slides`() async throws {
        _ = try await run(Self.quick + ["--score", "cls,relevance", "--scale", "cohort"])
        for name in ["cls", "relevance"] {
            #expect(try column("\(name)_verdict").allSatisfy { Verdict(rawValue: $0) != nil })
            #expect(try column("\(name)_srg").allSatisfy { Double($0) != nil })
            #expect(try evaluation(of: name)["slides"] as? Int == 2)
        }
        // The second pass draws from the scores, and takes the measures from there.
        let record = try cohort.record("a")
        #expect(record.pictures.map(\.evaluation) == record.result?.maps.map(\.evaluation))
        #expect(record.pictures[0].evaluation != nil && record.pictures[0].drawnFrom == .scores)
    }

    @Test func `writes the measures into its lines of JSON`() async throws {
        let outcome = try await run(Self.quick + ["--json"])
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines {
            let measures = try jsonObject(String(line))["evaluation"] as? [String: Any]
            #expect((measures?["cls"] as? [String: Any])?["verdict"] is String, "\(line)")
        }
    }

    @Test func `is read back by report`() async throws {
        _ = try await run(Self.quick)
        let outcome = try await Command.run(
            ["report", "out", "--format", "figure", "--svg", "--only", "a"], in: cohort.folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let page = try await Command.run(["inspect", "out/figures/a.svg"], in: cohort.folder)
        let sentence = try #require(try cohort.record("a").result?.maps[0].evaluation?.sentence)
        #expect(page.output.contains(sentence), "\(page.output)")
        #expect(try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder).succeeded)
    }

    @Test func `does not believe a record with impossible measures`() async throws {
        _ = try await run(Self.quick)
        let record = try cohort.text("out/records/a.json")
        for (from, to) in [("\"randomAUPC\":", "\"randomAUPC\":1"), ("\"seeds\":2", "\"seeds\":-2")] {
            try cohort.folder.write(record.replacing(from, with: to), to: "out/records/a.json")
            let report = try await Command.run(["report", "out", "-o", "page.html"], in: cohort.folder)
            #expect(report.succeeded && report.errors.contains("1 slides, 1 failed"), "\(report.errors)")
        }
        #expect(try await Cohort.done(run(Self.quick)) == ["a"])
    }

    @Test func `warns where only some slides of a folder were measured`() async throws {
        _ = try await run(Self.quick)
        try cohort.copy(Fixtures.slide, to: "others/c.h5")
        let other = try await Command.run(
            ["cohort", "others", "--model", Fixtures.model, "-o", "out"], in: cohort.folder)
        #expect(other.succeeded, "\(other.errors)")
        let merged = try await Command.run(["cohort", "--merge", "out"], in: cohort.folder)
        #expect(
            merged.errors.contains(
                "1 of 3 slides was measured in another way (not at all) than the rest (6 steps and 2 random orders): c"),
            "\(merged.errors)")
        #expect(merged.output.contains("faithfulness"))
        #expect(try column("verdict").last == "")
    }

    @Test func `is refused for scores without a model, and for a value`() async throws {
        try cohort.folder.makeFolder("scores")
        _ = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "scores/a.json"], in: cohort.folder)
        let scores = try await Command.run(["cohort", "scores", "-o", "none", "--evaluate"], in: cohort.folder)
        #expect(scores.status == 64 && scores.errors.contains("give features and '--model'"), "\(scores.errors)")
        let value = try await Command.run(
            ["cohort", "features", "--model", Fixtures.folder + "/one-output/positive.pt", "-o", "none", "--evaluate"],
            in: cohort.folder)
        #expect(value.failed && value.errors.contains("--output-as sigmoid"), "\(value.errors)")
        try cohort.folder.write(
            "slide_id,features,model\na,a.h5,\(Fixtures.model)\nb,../scores/a.json,\n", to: "features/list.csv")
        let mixed = try await Command.run(
            ["cohort", "features/list.csv", "-o", "out"] + Self.quick, in: cohort.folder)
        #expect(mixed.status == 1)
        #expect(try cohort.record("a").status == .done)
        #expect(try cohort.record("b").reason?.contains("expected features and a model") == true)
    }
}
