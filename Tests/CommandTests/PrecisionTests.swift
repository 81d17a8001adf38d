import Foundation
import Images
import LinMIL
import Rendering
import Results
import Testing

/// Weights multiplied in bfloat16: in every file that says how scores came about, and nowhere if it was float32.
@Suite struct `The precision` {
    private static func score(
        _ folder: ScratchFolder, _ options: [String], to file: String
    ) async throws -> SlideResult {
        let outcome = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-q", "-o", file] + options, in: folder)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let path = folder.path + "/" + file
        return try file.hasSuffix(".h5") ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
    }

    @Test func `is in score files, and changes scores by the rounding of bfloat16`() async throws {
        let folder = try ScratchFolder()
        let single = try await Self.score(folder, ["--score", "cls,relevance"], to: "a.json")
        let named = try await Self.score(folder, ["--score", "cls,relevance", "--precision", "float32"], to: "b.json")
        #expect(try folder.bytes(of: "a.json") == folder.bytes(of: "b.json") && single == named)
        #expect(try !String(decoding: folder.bytes(of: "a.json"), as: UTF8.self).contains("recision"))
        for file in ["c.json", "c.h5"] {
            let half = try await Self.score(folder, ["--score", "cls,relevance", "--precision", "bf16"], to: file)
            #expect(half.model?.precision == .bfloat16 && single.model?.precision == .float32)
            #expect(half.warnings.isEmpty)
            #expect(half.prediction?.predictedClass == single.prediction?.predictedClass)
            for (map, other) in zip(half.maps, single.maps) {
                let largest = other.scores.map(\.magnitude).max() ?? 0
                let error = zip(map.scores, other.scores).map { abs($0 - $1) }.max() ?? 0
                #expect(error > 0 && error < 0.05 * largest, "\(map.score.name): \(error) of \(largest)")
            }
        }
        let page = try await Command.run(["inspect", "c.h5"], in: folder)
        #expect(page.output.contains("precision") && page.output.contains("bf16"))
    }

    @Test(arguments: [[], ["--model", "\(Fixtures.folder)/folds/fold1.pt"]])
    func `that a score does not bear is not used, of one model and of several, and that is said`(
        more: [String]
    ) async throws {
        let folder = try ScratchFolder()
        let scores = more + ["--score", "cls,single,attn"]
        let asked = try await Self.score(folder, scores + ["--precision", "bf16"], to: "a.json")
        let whole = try await Self.score(folder, scores, to: "b.json")
        #expect(asked.model?.precision == .float32 && asked.maps.map(\.scores) == whole.maps.map(\.scores))
        let caution = "computed in float32, because bf16 does not keep the order of 'attn', 'single'"
        #expect(asked.warnings == whole.warnings + [caution])
    }

    @Test func `is in a picture's record, and in the command that draws it again`() async throws {
        let folder = try ScratchFolder()
        try folder.gather(Fixtures.slide, Fixtures.model)
        let drawn = try await Command.run(
            ["render", "contiguous-f4.h5", "--model", "model.pt", "--precision", "bf16", "-q", "-o", "o.png"],
            in: folder)
        try #require(drawn.succeeded, "\(drawn.errors)")
        let record = try #require(RenderRecord(in: try PNGSummary(contentsOf: folder.path + "/o.png").notes))
        #expect(record.given.precision == .bfloat16)
        let page = try await Command.run(["inspect", "o.png"], in: folder)
        #expect(page.output.contains("--precision bf16"))
    }

    @Test(arguments: ["cls", "single"])
    func `is in an evaluation, which says if scores were computed in another one`(score: String) async throws {
        let folder = try ScratchFolder()
        let measured = try await Command.run(
            [
                "evaluate", Fixtures.slide, "--model", Fixtures.model, "--score", score, "--steps", "5", "--seeds", "1",
                "--precision", "bf16", "--json", "-q",
            ], in: folder)
        #expect(measured.succeeded && measured.output.contains(#""precision":"bf16""#))
        let caution = "the scores were computed in float32, because bf16 does not keep the order of 'single'"
        #expect(measured.output.contains(caution) == (score == "single"))
    }

    @Test func `is one for a whole cohort`() async throws {
        let cohort = try Cohort()
        try cohort.makeSlides("a", "b")
        #expect(try await cohort.run().succeeded)
        #expect(try !cohort.text("out/cohort.csv").contains("precision"))
        // The whole cohort is computed again.
        let again = try await cohort.run("--precision", "bf16")
        #expect(Cohort.done(again) == ["a", "b"])
        let table = try cohort.table()
        let place = try #require(table[0].firstIndex(of: "precision"))
        #expect(table.dropFirst().map { $0[place] } == ["bf16", "bf16"])
        #expect(try cohort.text("out/cohort.json").contains(#""precision":"bf16""#))
    }

    @Test func `of parts that differ is refused when they are merged`() async throws {
        let cohort = try Cohort()
        try cohort.makeSlides("a", "b")
        #expect(try await cohort.run("--shard", "1/2").succeeded)
        #expect(try await cohort.run("--shard", "2/2", "--precision", "bf16").succeeded)
        let merged = try await Command.run(["cohort", "--merge", "out"], in: cohort.folder)
        #expect(merged.status == 1)
        #expect(
            merged.errors.contains(
                "out: holds scores of several precisions (a in float32, b in bf16), expected one; run all parts again with the "
                    + "same --precision"), "\(merged.errors)")
    }

    @Test func `has two kinds`() async throws {
        let wrong = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "--precision", "fp8"], in: ScratchFolder())
        #expect(wrong.status == 64 && wrong.errors.contains("fp8") && wrong.errors.contains("bf16"))
    }
}
