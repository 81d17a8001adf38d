import Foundation
import Images
import Testing

/// What `linmil evaluate` says of the maps of a slide.
@Suite struct `Evaluating a slide's maps` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// The fields that other programs read.
    private struct Evaluation: Decodable {
        struct Score: Decodable {
            struct Step: Decodable {
                let step: String
                let correlation: Double?
                let applies: Bool
            }
            let most: [Float]
            let least: [Float]
            let aupc: Double
            let srg: Double
            let gain: Double
            let sanity: [Step]?
        }
        struct Random: Decodable {
            let aupc: Double
            let seeds: Int
        }
        let `class`: Int
        let kept: [Int]
        let probability: Float
        let scores: [String: Score]
        let random: Random
    }

    private func evaluate(_ options: String...) async throws -> Command.Outcome {
        try await Command.run(
            ["evaluate", Fixtures.slide, "--model", Fixtures.model, "--seeds", "2"] + options, in: folder)
    }

    private func evaluation(_ text: String) throws -> Evaluation {
        try JSONDecoder().decode(Evaluation.self, from: Data(text.utf8))
    }

    @Test func `all scores of the model are measured, and the means are those of the curves`() async throws {
        let outcome = try await evaluate("-o", "evaluation.json")
        try #require(outcome.succeeded, "\(outcome.errors)")
        #expect(try folder.names == ["evaluation.json"])
        let evaluation = try evaluation(String(decoding: folder.bytes(of: "evaluation.json"), as: UTF8.self))
        #expect(
            Set(evaluation.scores.keys)
                == ["cls", "attn", "rollout", "evidence", "relevance", "single", "gradient"])
        #expect(evaluation.random.seeds == 2)
        let steps = evaluation.kept.count
        #expect(evaluation.kept.first == 64 && evaluation.kept.last == 1 && steps == 64)
        for (name, score) in evaluation.scores {
            func mean(_ curve: [Float]) -> Double { curve.reduce(0) { $0 + Double($1) } / Double(curve.count) }
            #expect(score.most.count == steps && score.least.count == steps, "\(name)")
            #expect(score.most[0] == evaluation.probability && score.least[0] == evaluation.probability)
            #expect(abs(score.aupc - mean(score.most)) < 1e-9)
            #expect(abs(score.srg - (mean(score.least) - mean(score.most))) < 1e-9)
            #expect(abs(score.gain - (evaluation.random.aupc - score.aupc)) < 1e-9)
            let sanity = try #require(score.sanity)
            #expect(sanity.map(\.step).first == "head" && sanity.map(\.step).last == "block 0")
            #expect(sanity[0].applies == !["cls", "attn", "rollout"].contains(name))
            #expect(sanity.dropFirst().allSatisfy { $0.applies && $0.correlation.map { abs($0) <= 1 + 1e-9 } ?? true })
        }
    }

    @Test func `the same is measured on every run and any number of threads`() async throws {
        let outputs = try await [
            evaluate("--score", "relevance", "--json", "--threads", "1").output,
            evaluate("--score", "relevance", "--json", "--threads", "3").output,
        ]
        #expect(outputs[0] == outputs[1] && !outputs[0].isEmpty)
    }

    @Test func `a map from elsewhere is measured like the model's own, without sanity`() async throws {
        let scored = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "mine.csv"], in: folder)
        try #require(scored.succeeded, "\(scored.errors)")
        let outcome = try await evaluate("--score", "cls", "--map", "mine.csv", "--json")
        try #require(outcome.succeeded, "\(outcome.errors)")
        let scores = try evaluation(outcome.output).scores
        let (own, other) = (try #require(scores["cls"]), try #require(scores["mine"]))
        #expect(own.most == other.most && own.least == other.least)
        #expect(own.sanity != nil && other.sanity == nil)
    }

    @Test func `the table has a line and a sentence for each score`() async throws {
        let outcome = try await evaluate("--score", "cls,relevance", "--class", "1")
        try #require(outcome.succeeded, "\(outcome.errors)")
        for words in ["SRG", "random order: AUPC", "relevance: removing the 6 % of tiles", "cls: removing the 6 %"] {
            #expect(outcome.output.contains(words), "\(words)")
        }
    }

    @Test(arguments: ["svg", "png", "SVG"])
    func `the curves are drawn beside the file, and are the same on every run`(ending: String) async throws {
        let outcome = try await evaluate("--score", "cls,attn", "-o", "evaluation.json", "--plot", "curves.\(ending)")
        try #require(outcome.succeeded, "\(outcome.errors)")
        #expect(try folder.names == ["curves.\(ending)", "evaluation.json"])
        let picture = try folder.bytes(of: "curves.\(ending)")
        if ending == "png" {
            let size = try Image(decodingPNG: picture, name: "curves").size
            #expect(size.width > 1000 && size.height > 500)
        } else {
            let text = String(decoding: picture, as: UTF8.self)
            for words in [">cls<", ">attn<", "highest scores removed first", "</svg>"] {
                #expect(text.contains(words), "\(words)")
            }
        }
        try #require(await evaluate("--score", "cls,attn", "--plot", "curves.\(ending)", "--threads", "3").succeeded)
        #expect(try folder.bytes(of: "curves.\(ending)") == picture)
    }

    @Test func `a picture that cannot be written is refused before the model computes`() async throws {
        let missing = try await evaluate("--plot", "nowhere/curves.svg", "-o", "evaluation.json")
        #expect(missing.failed && missing.errors.contains("nowhere"))
        let input = try await Command.run(
            ["evaluate", "curves.svg", "--model", Fixtures.model, "--plot", "curves.svg"], in: folder)
        #expect(input.failed)
        let ending = try await evaluate("--plot", "curves.gif")
        #expect(ending.status == 64 && ending.errors.contains("name a .png, .jpg, .jpeg, .svg or .pdf file"))
        #expect(try folder.names.isEmpty)
    }

    @Test func `the table and the file give each map's verdict`() async throws {
        let slide = Fixtures.sample("tumor-02")
        let run = ["evaluate", slide, "--model", Fixtures.sampleModel, "--score", "attn,relevance", "--steps", "10"]
        let outcome = try await Command.run(run, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let heading = try #require(lines.firstIndex { $0.hasPrefix("score ") && $0.contains("verdict") })
        #expect(lines[heading + 1].contains(/^relevance +explains +(0\.9|1\.0)/))
        #expect(lines[heading + 2].contains(/^attn +does not explain +-0\./))
        #expect(lines.contains { $0.hasSuffix("; this map explains the prediction.") })
        #expect(lines.contains { $0.hasSuffix("; this map does not explain the prediction.") })
        let file = try await Command.run(run + ["--json"], in: folder)
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(file.output.utf8)) as? [String: Any])
        let scores = try #require(fields["scores"] as? [String: [String: Any]])
        #expect(scores["relevance"]?["verdict"] as? String == "explains")
        #expect(scores["attn"]?["verdict"] as? String == "does not explain")
        #expect(fields["reach"] as? Double ?? 0 > 0.99 && fields["chance"] is Double)
    }

    @Test func `another number of tiles, a class that is not there and a wrong ending are refused`() async throws {
        let short = "x,y,tile_size,score\n0,0,256,1\n256,0,256,2\n"
        try Data(short.utf8).write(to: URL(filePath: folder.path + "/short.csv"))
        let tiles = try await evaluate("--map", "short.csv")
        #expect(tiles.failed)
        #expect(tiles.errors.contains("short.csv: there are 2 scores, expected 64"))
        let named = try await evaluate("--class", "stroma")
        #expect(named.failed)
        #expect(named.errors.contains("stroma"))
        for options in [["-o", "evaluation.csv"], ["--steps", "0"], ["--score", "nothing"]] {
            let outcome = try await Command.run(
                ["evaluate", Fixtures.slide, "--model", Fixtures.model] + options, in: folder)
            #expect(outcome.status == 64 && outcome.output.isEmpty, "\(options)")
        }
        #expect(try folder.names == ["short.csv"])
    }

    @Test func `a map that is named like a score, or like another map, is refused`() async throws {
        let scored = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "cls.csv"], in: folder)
        try #require(scored.succeeded, "\(scored.errors)")
        for options in [["--score", "cls"], ["--score", "relevance", "--map", "./cls.csv"]] {
            let outcome = try await Command.run(
                ["evaluate", Fixtures.slide, "--model", Fixtures.model, "--map", "cls.csv"] + options, in: folder)
            #expect(outcome.failed && outcome.errors.contains("another map is called 'cls' already"))
        }
    }

    @Test func `a value without probability is refused with what helps`() async throws {
        let model = Fixtures.folder + "/one-output/positive.pt"
        let outcome = try await Command.run(["evaluate", Fixtures.slide, "--model", model], in: folder)
        #expect(outcome.failed)
        #expect(outcome.errors.contains("--output-as sigmoid"))
    }
}
