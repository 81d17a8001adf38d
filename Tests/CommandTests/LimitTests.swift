import Foundation
import Testing

/// Little memory, few open files, small files: each has an answer.
@Suite struct `Living with limits` {
    let cohort: Cohort
    init() throws { cohort = try Cohort() }

    private func shell(_ line: String) async throws -> Command.Outcome {
        try await Command.shell(line, in: cohort.folder)
    }

    /// 1,100 MB are enough for the debug build with its symbols; the release build takes less (docs/performance.md).
    @Test(arguments: [1_100_000, 700_000, 450_000, 400_000, 350_000, 300_000, 200_000])
    func `limited memory is an answer`(kilobytes: Int) async throws {
        let outcome = try await shell(
            "ulimit -v \(kilobytes); exec \"$linmil\" render '\(Fixtures.slide)' --model '\(Fixtures.model)' "
                + "--threads 4 --stall-timeout 20 -o map.png")
        #expect(!outcome.wasKilled && !outcome.errors.contains("no progress"), "\(outcome)")
        if kilobytes == 1_100_000 { #expect(outcome.succeeded, "\(outcome.errors)") }
        #expect(try outcome.succeeded == cohort.folder.names.contains("map.png"))
    }

    @Test func `few open files make fewer workers`() async throws {
        try cohort.makeSlides("a", "b", "c", "d")
        let outcome = try await shell(
            "ulimit -n 20; exec \"$linmil\" cohort features --model '\(Fixtures.model)' -o out --jobs 4")
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(Cohort.done(outcome) == ["a", "b", "c", "d"])
    }

    @Test(arguments: [4, 6, 7, 10, 15, 16, 20]) func `few open files are an answer`(count: Int) async throws {
        for command in ["render -o map.png", "score -o a.json"] {
            let words = command.split(separator: " ")
            let outcome = try await shell(
                "ulimit -n \(count); exec \"$linmil\" \(words[0]) '\(Fixtures.slide)' --model '\(Fixtures.model)' -o \(words[2])"
            )
            #expect(!outcome.wasKilled && !outcome.errors.contains("damaged"), "\(outcome)")
            #expect(outcome.succeeded == (count >= 16), "\(outcome)")
            if count < 16 {
                #expect(
                    outcome.errors.hasPrefix(
                        "linmil: this process may open \(count) files, expected at least 16; raise"))
            }
        }
    }

    @Test func `a limit of file sizes stops a run with a sentence`() async throws {
        try cohort.makeSlides("a")
        let line = "ulimit -f 1; exec \"$linmil\""
        let run = try await shell("\(line) cohort features --model '\(Fixtures.model)' -o out")
        #expect(run.status == 1 && !run.wasKilled)
        #expect(run.errors.contains("cannot be written (File too large); make room"))
        #expect(run.errors.contains("the run stopped there"))
        let scores = try await shell("\(line) score features/a.h5 --model '\(Fixtures.model)' -o a.json")
        #expect(scores.status == 1 && scores.errors.contains("a.json: cannot be written (File too large)"))
        #expect(try !cohort.folder.names.contains("a.json"))
    }

    // MARK: Numbers in records

    @Test(arguments: [
        ("\"tiles\":64", "\"tiles\":9223372036854775807"), ("\"tiles\":64", "\"tiles\":-1"),
        ("\"seconds\":", "\"seconds\":1e308,\"was\":"), ("\"seconds\":", "\"seconds\":-1,\"was\":"),
        ("\"predictedClass\":", "\"predictedClass\":9223372036854775807,\"was\":"),
        ("\"width\":", "\"width\":9223372036854775807,\"was\":"),
        ("\"selection\":{\"kind\":\"all\"}", "\"selection\":{\"kind\":\"topPercent\",\"value\":1e300}"),
        ("\"selection\":{\"kind\":\"all\"}", "\"selection\":{\"kind\":\"topPercent\",\"value\":\"NaN\"}"),
    ]) func `a record's numbers are checked`(text: String, other: String) async throws {
        try cohort.makeSlides("a", "b")
        #expect(try await cohort.run().succeeded)
        for name in ["a", "b"] {
            let record = try cohort.text("out/records/\(name).json")
            try #require(record.contains(text))
            try cohort.folder.write(record.replacing(text, with: other), to: "out/records/\(name).json")
        }
        for arguments in [
            ["report", "out"], ["report", "out", "--format", "figure", "--svg"], ["cohort", "--merge", "out"],
        ] {
            let outcome = try await Command.run(arguments, in: cohort.folder)
            #expect(!outcome.wasKilled && !outcome.errors.contains("crashed"), "\(arguments): \(outcome.errors)")
        }
        #expect(Cohort.done(try await cohort.run()) == ["a", "b"])
    }

    @Test(arguments: ["1e308", "-1e308", "1e20"]) func `scores of far places are refused`(place: String) async throws {
        try cohort.makeSlides("a")
        #expect(try await cohort.run().succeeded)
        let scores = try cohort.text("out/scores/a.json")
        let coords = try #require(scores.firstRange(of: "[["))
        let rest = scores[coords.upperBound...].drop { $0 != "," }
        try cohort.folder.write("{\"coords\":[[\(place)" + rest, to: "out/scores/a.json")
        for arguments in [["render", "out/scores/a.json"], ["inspect", "out/scores/a.json"]] {
            let outcome = try await Command.run(arguments, in: cohort.folder)
            #expect(outcome.failed && outcome.errors.hasPrefix("linmil: out/scores/a.json: has a corner at ("))
        }
        let report = try await Command.run(["report", "out"], in: cohort.folder)
        #expect(report.succeeded && report.errors.contains("There is no map: out/scores/a.json: has a corner at ("))
    }
}
