import Foundation
import Images
import LinMIL
import Results
import Testing

/// Several scores of one forward pass, and what they speak of.
@Suite struct `Scores that are chosen` {
    let folder: ScratchFolder
    init() throws {
        folder = try ScratchFolder()
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
    }

    private func run(_ line: String) async throws -> Command.Outcome {
        try await Command.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func score(_ options: String) async throws -> SlideResult {
        let outcome = try await run("score contiguous-f4.h5 --model model.pt -q -o r.json " + options)
        #expect(outcome.succeeded && outcome.errors.isEmpty, "\(outcome.errors)")
        return try SlideResult(readingJSONFrom: folder.path + "/r.json")
    }

    // MARK: Computing

    @Test func `are those of single runs, bit for bit`() async throws {
        let kinds = [Score.Kind.cls, .rollout, .evidence, .relevance, .single]
        let result = try await score("--score " + kinds.map(\.rawValue).joined(separator: ","))
        #expect(result.names == kinds.map(\.rawValue))
        for (kind, map) in zip(kinds, result.maps) {
            #expect(try await score("--score \(kind.rawValue)").maps == [map])
        }
    }

    @Test func `have parts that add up, and the log-odds of their class`() async throws {
        let result = try await score("--score evidence,relevance,single,cls --class 2")
        for map in result.maps.prefix(2) {
            let parts = try #require(map.parts)
            let sum = map.scores.reduce(Double(parts.classToken) + Double(parts.biases)) { $0 + Double($1) }
            #expect(abs(sum - Double(parts.target)) < 1e-5 * max(1, abs(Double(parts.target))))
            #expect(map.score.name != "evidence" || parts.biases == 0)
        }
        let logits = try #require(result.prediction?.logits.map(Double.init))
        let odds = logits[2] - log(exp(logits[0]) + exp(logits[1]))
        for map in result.maps.prefix(3) { #expect(abs(Double(map.logOdds ?? .nan) - odds) < 1e-5) }
        #expect(result.maps[2].parts == nil && result.maps[3].parts == nil && result.maps[3].logOdds == nil)
    }

    @Test func `of all classes are those of each class`() async throws {
        let all = try await score("--score relevance,cls --class all")
        #expect(all.names == ["relevance class 0", "relevance class 1", "relevance class 2", "cls"])
        for number in 0..<3 {
            #expect(try await score("--score relevance --class \(number)").maps == [all.maps[number]])
        }
        // The small slide is of class 1.
        #expect(try await score("--score relevance").maps == [all.maps[1]])
    }

    @Test func `of blocks and heads are others, and the mean of heads is the score`() async throws {
        var maps: [[Float]] = []
        for head in 0..<2 { maps.append(try await score("--head \(head)").scores) }
        let mean = try await score("").scores, largest = try await score("--head max").scores
        for tile in mean.indices {
            let values = maps.map { Double($0[tile]) }
            #expect(abs(values.reduce(0, +) / 2 - Double(mean[tile])) < 1e-6)
            #expect(abs((values.max() ?? 0) - Double(largest[tile])) < 1e-6)
        }
        let first = try await score("--block 0")
        #expect(first.scores != mean && first.score == .model(Score(.cls, block: 0), blocks: 2))
        #expect(try await score("--block 1").maps == score("").maps)
    }

    @Test func `do not depend on the memory they may take`() async throws {
        let options = "--score relevance --threads 1 --memory "
        #expect(try await score(options + "1M").maps == score(options + "4G").maps)
    }

    // MARK: Refusing

    @Test(arguments: [
        ("--score relevance --class 3", "has no class '3', expected 0 (class 0) or 1 (class 1) or 2 (class 2)"),
        ("--score single --class -1", "has no class '-1', expected 0 (class 0)"),
        ("--score evidence --class lung", "has no class 'lung', expected 0 (class 0)"),
        (
            "--score relevance --class lung --classes a,b,c",
            "expected 0 (a) or 1 (b) or 2 (c); give one of these with --class"
        ),
        ("--block 2", "the model has 2 blocks, there is no block 2, expected a number from 0 to 1"),
        ("--block -1", "there is no block -1, expected a number from 0 to 1; give a number from 0 to 1 with --block"),
        ("--head 2", "the model has 2 heads, there is no head 2"),
        ("--head -1", "there is no head -1, expected a number from 0 to 1; give a number from 0 to 1 with --head"),
        (
            "--classes a,b",
            "2 class names are given, expected 3, one for each output of the model; give 3 names with --classes"
        ),
    ]) func `that the model does not have are refused`(options: String, words: String) async throws {
        for command in ["score", "render"] {
            let outcome = try await run(
                "\(command) contiguous-f4.h5 --model model.pt -o o.\(command == "score" ? "json" : "png") \(options)")
            #expect(outcome.failed && outcome.errors.hasPrefix("linmil: model.pt: "), "\(outcome.errors)")
            #expect(outcome.errors.contains(words) && outcome.errors.split(separator: "\n").count == 1)
        }
        #expect(try folder.names == ["contiguous-f4.h5", "model.pt", "thumbnail.png"])
    }

    @Test(arguments: ["--score cls", "--score evidence"])
    func `of a class token are refused by a model without one, with what it has`(option: String) async throws {
        try folder.gather(Fixtures.small("mean.safetensors"))
        let outcome = try await run("score contiguous-f4.h5 --model mean.safetensors " + option)
        #expect(outcome.failed && outcome.errors.contains("pools by mean and has no class token"))
        #expect(outcome.errors.contains("use --score attn or rollout or relevance or single or gradient"))
    }

    @Test(arguments: [
        ("attn", "ranked the tiles that carry the prediction last or at chance"), ("gradient", "was at chance"),
    ]) func `that mislead are drawn with a warning`(kind: String, words: String) async throws {
        let outcome = try await run("render contiguous-f4.h5 --model model.pt --score cls,\(kind) --json")
        let lines = outcome.errors.split(separator: "\n").filter { $0.contains("warning") }
        #expect(
            outcome.succeeded && lines.count == 1 && lines[0].contains("contiguous-f4.overlay.\(kind).png: '\(kind)'"))
        #expect(lines[0].contains(words))
        let reports = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(reports.map { ($0["warnings"] as? [String])?.count } == [0, 1])
    }

    // MARK: Writing and drawing

    @Test func `are one picture each, which say how to draw them again`() async throws {
        let line = "render contiguous-f4.h5 --model model.pt --score relevance,cls --class all --block 0 "
        let outcome = try await run(line + "--classes normal,a/b,tumor --json -o o.png")
        #expect(outcome.succeeded, "\(outcome.errors)")
        let names = ["o.relevance.normal.png", "o.relevance.a%2Fb.png", "o.relevance.tumor.png", "o.cls.png"]
        #expect(try Set(folder.names).isSuperset(of: names) && !folder.names.contains("o.png"))
        let reports = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(reports.map { $0["overlay"] as? String } == names)
        for (name, report) in zip(names, reports) {
            let first = try folder.bytes(of: name)
            let command = try #require(report["command"] as? String)
            let again = try await Command.shell(
                command.replacing("linmil render", with: "\"$linmil\" render"), in: folder)
            #expect(again.succeeded, "\(again.errors)")
            #expect(try folder.bytes(of: name) == first)
        }
        #expect((reports[3]["command"] as? String)?.contains("--block 0") == true)
        #expect(outcome.errors.contains("o.relevance.tumor.png: 64 tiles, relevance score for tumor, predicted a/b"))
    }

    @Test(arguments: ["json", "h5"])
    func `are drawn from their file, one or several`(ending: String) async throws {
        _ = try await run(
            "score contiguous-f4.h5 --model model.pt --score cls,relevance,single --class all -q -o r.\(ending)")
        let refused = try await run("render r.\(ending) -o o.png")
        #expect(refused.failed && refused.errors.contains("has 7 scores (cls, relevance class 0, "))
        #expect(refused.errors.contains("choose one with --score"))
        let absent = try await run("render r.\(ending) --score attn -o o.png")
        #expect(absent.failed && absent.errors.contains("has no score 'attn', expected one of cls, relevance class 0"))

        let outcome = try await run(
            "render r.\(ending) --score relevance --class 2 --thumbnail thumbnail.png -o o.png --json")
        #expect(outcome.succeeded, "\(outcome.errors)")
        let drawn = try folder.bytes(of: "o.png")
        let command = try #require(try jsonObject(outcome.output)["command"] as? String)
        let again = try await Command.shell(command.replacing("linmil render", with: "\"$linmil\" render"), in: folder)
        #expect(again.succeeded, "\(again.errors)")
        #expect(try folder.bytes(of: "o.png") == drawn)
        let direct = try await run(
            "render contiguous-f4.h5 --model model.pt --score relevance --class 2 --thumbnail thumbnail.png -o d.png")
        #expect(direct.succeeded)
        #expect(try Image(contentsOf: folder.path + "/d.png") == Image(contentsOf: folder.path + "/o.png"))
        // Without a class, the predicted one.
        let both = try await run("render r.\(ending) --score relevance,cls -o o.png")
        #expect(both.errors.contains("o.relevance.png: 64 tiles, relevance score for class 1"), "\(both.errors)")
        #expect(try folder.names.contains("o.cls.png"))
    }

    @Test(arguments: ["json", "h5"]) func `are shown by name`(ending: String) async throws {
        _ = try await run("score contiguous-f4.h5 --model model.pt --score cls,single --class all -q -o r.\(ending)")
        let outcome = try await run("inspect r.\(ending)")
        for name in ["cls", "single class 0", "single class 1", "single class 2"] {
            #expect(outcome.output.contains(" \(name) of 64 tiles, "), "\(outcome.output)")
        }
        #expect(try await run("inspect r.\(ending) --json").output.contains("single class 2 of 64 tiles"))
    }

    @Test func `go into a table each`() async throws {
        let outcome = try await run("score contiguous-f4.h5 --model model.pt --score cls,relevance -o t.csv")
        #expect(outcome.succeeded && outcome.errors.contains("t.cls.csv: 64 tiles"))
        for kind in ["cls", "relevance"] {
            _ = try await run("score contiguous-f4.h5 --model model.pt --score \(kind) -o one.csv")
            #expect(try folder.bytes(of: "t.\(kind).csv") == folder.bytes(of: "one.csv"))
        }
    }

    @Test func `never overwrite an input`() async throws {
        try folder.gather(Fixtures.slide, into: ".")
        try FileManager.default.copyItem(atPath: folder.path + "/thumbnail.png", toPath: folder.path + "/o.cls.png")
        let outcome = try await run(
            "render contiguous-f4.h5 --model model.pt --score cls,single --thumbnail o.cls.png -o o.png")
        #expect(
            outcome.failed && outcome.errors.contains("o.cls.png: is the thumbnail, which the output would overwrite"))
        #expect(try folder.bytes(of: "o.cls.png") == folder.bytes(of: "thumbnail.png"))
        #expect(try !folder.names.contains("o.single.png"))
    }

    @Test func `are told with class, parts and log-odds`() async throws {
        let outcome = try await Command.run(
            ["score", Fixtures.sample("tumor-01"), "--model", Fixtures.sampleModel, "--score", "relevance,single"],
            in: folder)
        for words in [
            "score      relevance for tumor, ", "score      single for tumor, ",
            "tiles 8.015 + class token -0.566 + biases ",
            "= 7.509\n  log-odds 7.509",
        ] {
            #expect(outcome.output.contains(words), "\(outcome.output)")
        }
    }

    @Test func `of a model with one output speak of that output`() async throws {
        let configuration = Configuration(inputDimension: 8, classes: 1, latentDimension: 16, depth: 2, heads: 2)
        let checkpoint = Checkpoint(random: configuration, seed: 3)
        var bytes: [UInt8] = []
        try checkpoint.writeSafetensors(metadata: [:]) { portion in
            for index in portion.indices { bytes.append(portion[index]) }
        }
        try Data(bytes).write(to: URL(filePath: folder.path + "/one.safetensors"))
        let line = "score contiguous-f4.h5 --model one.safetensors --score relevance,single "
        #expect(try await run(line + "-q -o r.json").succeeded)
        let result = try SlideResult(readingJSONFrom: folder.path + "/r.json")
        let value = try #require(result.prediction?.value)
        #expect(result.maps.allSatisfy { $0.logOdds == value && $0.score.classNumber == 0 })
        #expect(try await run(line + "--class all -q -o all.json").succeeded)
        #expect(try SlideResult(readingJSONFrom: folder.path + "/all.json").maps == result.maps)
        let outcome = try await run(line + "--class 1")
        #expect(outcome.failed && outcome.errors.contains("has no class '1', expected 0 (class 1)"))
    }

    // MARK: Names of classes

    @Test func `name the classes that the user names, also in a converted checkpoint`() async throws {
        let line = "score contiguous-f4.h5 -q --score relevance --class tumor "
        #expect(try await run(line + "--model model.pt --classes normal,other,tumor -o a.json").succeeded)
        let convert = "inspect model.pt --convert model.safetensors "
        let wrong = try await run(convert + "--classes normal,tumor")
        #expect(wrong.failed && wrong.errors.contains("2 class names are given, expected 3"))
        #expect(try !folder.names.contains("model.safetensors"))
        #expect(try await run(convert + "--classes normal,other,tumor").succeeded)
        #expect(try await run(line + "--model model.safetensors -o b.json").succeeded)
        let (a, b) = try (
            SlideResult(readingJSONFrom: folder.path + "/a.json"), SlideResult(readingJSONFrom: folder.path + "/b.json")
        )
        #expect(a.prediction?.classes == ["normal", "other", "tumor"] && a.prediction == b.prediction)
        #expect(a.maps == b.maps && a.score == .model(Score(.relevance, class: 2)))
    }
}
