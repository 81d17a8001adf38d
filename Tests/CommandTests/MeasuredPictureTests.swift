import Foundation
import LinMIL
import Results
import Slides
import Testing

/// `render --evaluate` and `score --evaluate` measure the scores that they compute.
@Suite struct `A measured picture` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func run(_ arguments: String...) async throws -> Command.Outcome { try await run(arguments) }

    private func run(_ arguments: [String]) async throws -> Command.Outcome {
        try await Command.run(arguments, in: folder)
    }

    private func render(_ options: String...) async throws -> Command.Outcome {
        let outcome = try await run(["render", Fixtures.slide, "--model", Fixtures.model] + options)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    @Test func `has the measures of evaluate, in its summary, its record and the scores that are drawn`() async throws {
        let options = ["--score", "relevance", "--steps", "8", "--seeds", "2"]
        let evaluated = try await run(
            ["evaluate", Fixtures.slide, "--model", Fixtures.model, "--json"] + options)
        let scores = try #require(try jsonObject(evaluated.output)["scores"] as? [String: [String: Any]])
        let expected = try #require(scores["relevance"])
        let drawn = try await run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "-o", "a.png", "--json", "--evaluate"] + options)
        let record = try #require(try jsonObject(drawn.output)["evaluation"] as? [String: Any])
        for name in ["aupc", "srg", "gain", "faithfulness"] {
            #expect(record[name] as? Double == expected[name] as? Double && record[name] is Double, "\(name)")
        }
        #expect(record["verdict"] as? String == expected["verdict"] as? String)
        #expect(record["most"] == nil)
        let sentence = try #require(drawn.errors.split(separator: "\n").last { $0.hasPrefix("a.png: ") })
        let page = try await run("inspect", "a.png")
        #expect(page.output.contains(sentence.dropFirst("a.png: ".count)), "\(sentence)")
    }

    @Test func `and its result are measured alike, and the scores are those of the result`() throws {
        let (features, model) = (try FeatureFile(path: Fixtures.slide), try ModelFile(path: Fixtures.model))
        var plan = SlideEvaluation.Plan()
        plan.steps = 5
        let scores = model.model.configuration.scores.map { Score($0) }
        var result = try SlideResult(scoring: features, on: TileGrid(of: features), with: model, scores: scores)
        try result.evaluate(on: features, with: model, plan: plan)
        let evaluation = try SlideEvaluation(of: features, with: model, scores: scores, plan: plan)
        #expect(result.evaluation == evaluation && evaluation.scores.count == 7)
        #expect(evaluation.scores["evidence"]?.sanity?.count == model.model.configuration.depth + 1)
        #expect(evaluation.probability == result.prediction?.probabilities?[evaluation.class])
    }

    @Test func `says nothing of its maps unless that is asked for`() async throws {
        let outcome = try await render("-o", "a.png", "--json")
        #expect(!outcome.output.contains("evaluation") && !outcome.errors.contains("explain"))
        #expect(try await !run("inspect", "a.png").output.contains("verdict"))
    }

    @Test func `follows one class, and does not measure the maps of others`() async throws {
        let outcome = try await render(
            "-o", "a.png", "--json", "--evaluate", "--steps", "4", "--seeds", "1", "--score", "cls,relevance",
            "--class",
            "all")
        let records = try jsonList(outcome.output)
        let predicted = try #require((records[0]["prediction"] as? [String: Any])?["predictedClass"] as? Int)
        for record in records {
            let score = try #require(record["score"] as? [String: Any])
            let isMeasured = score["class"] as? Int == predicted || score["kind"] as? String == "cls"
            let measures = record["evaluation"] as? [String: Any]
            #expect((measures != nil) == isMeasured && (measures == nil || measures?["class"] as? Int == predicted))
        }
        #expect(records.count == 4)
    }

    @Test(arguments: ["json", "h5"]) func `can be drawn from scores that were measured`(ending: String) async throws {
        let scored = try await run(
            "score", Fixtures.slide, "--model", Fixtures.model, "--evaluate", "--steps", "8", "-o", "a.\(ending)")
        try #require(scored.succeeded, "\(scored.errors)")
        let direct = try await render("--evaluate", "--steps", "8", "-o", "direct.png", "--json")
        let drawn = try await run("render", "a.\(ending)", "-o", "a.png", "--json")
        try #require(drawn.succeeded, "\(drawn.errors)")
        let measures = try [drawn, direct].map { try jsonObject($0.output)["evaluation"] as? NSDictionary }
        #expect(measures[0] == measures[1] && measures[0] != nil)
        #expect(try await run("inspect", "a.\(ending)").output.contains("verdict"))
    }

    @Test func `is refused where there is no model to ask, or no such plan`() async throws {
        _ = try await run("score", Fixtures.slide, "--model", Fixtures.model, "-o", "a.json")
        for (options, words) in [
            (["a.json", "--evaluate"], "'linmil evaluate' measures scores of another program with '--map'"),
            ([Fixtures.slide, "--model", Fixtures.model, "--steps", "9"], "give '--evaluate' too"),
            ([Fixtures.slide, "--model", Fixtures.model, "--evaluate", "--seeds", "0"], "'--seeds 0' is not between"),
        ] {
            let outcome = try await run(["render", "-o", "a.png"] + options)
            #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
        }
        #expect(try folder.names == ["a.json"])
    }

    @Test func `of a value is refused with what helps, before anything is computed`() async throws {
        let model = Fixtures.folder + "/one-output/positive.pt"
        for command in ["render", "score"] {
            let outcome = try await run(command, Fixtures.slide, "--model", model, "--evaluate", "-o", "a.json")
            let picture = try await run(command, Fixtures.slide, "--model", model, "--evaluate", "-o", "a.png")
            let refused = command == "score" ? outcome : picture
            #expect(refused.failed && refused.errors.contains("--output-as sigmoid"), "\(refused.errors)")
        }
        #expect(try folder.names == [])
        let sigmoid = try await run(
            "score", Fixtures.slide, "--model", model, "--output-as", "sigmoid", "--evaluate", "--steps", "4", "-o",
            "a.json")
        #expect(sigmoid.succeeded, "\(sigmoid.errors)")
        #expect(try jsonObject(String(decoding: folder.bytes(of: "a.json"), as: UTF8.self))["evaluation"] != nil)
    }
}
