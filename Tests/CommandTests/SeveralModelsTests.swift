import Foundation
import Heatmaps
import Images
import LinMIL
import Rendering
import Reports
import Results
import Testing

/// Several checkpoints of one training, compared with lin_mil, numpy and scipy and with runs of each alone.
@Suite struct `Several models` {
    let folder: ScratchFolder
    init() throws {
        folder = try ScratchFolder()
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
        try folder.gather(Self.fold("fold1.pt"), Self.fold("fold2.pt"))
    }

    private static func fold(_ name: String) -> String { "\(Fixtures.folder)/folds/\(name)" }
    private static let models = ["model.pt", "fold1.pt", "fold2.pt"]
    private static let all = "--model model.pt --model fold1.pt --model fold2.pt"

    private func run(_ line: String) async throws -> Command.Outcome {
        try await Command.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func score(_ options: String, as file: String = "r.json") async throws -> SlideResult {
        let outcome = try await run("score contiguous-f4.h5 -q -o \(file) " + options)
        #expect(outcome.succeeded, "\(outcome.errors)")
        let path = folder.path + "/" + file
        return try file.hasSuffix(".h5") ? SlideResult(readingHDF5From: path) : SlideResult(readingJSONFrom: path)
    }

    /// What Python says of the three models together.
    private struct Expected: Decodable {
        let logits: [[Double]]
        let probabilities: [Double]
        let predictedClasses: [Int]
        let predictedClass: Int
        let attn: [Double]
        let disagreement: [Double]
        let rankCorrelation: [[Double]]
    }

    private static let expected = Result {
        try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: URL(filePath: "\(Fixtures.folder)/folds/expected.json")))
    }

    // MARK: Computing

    @Test func `give what numpy and scipy make of the package's numbers`() async throws {
        let expected = try Self.expected.get()
        let result = try await score("\(Self.all) --score attn --across mean,disagreement")
        let (prediction, ensemble) = (try #require(result.prediction), try #require(result.ensemble))
        #expect(relativeError(prediction.probabilities?.map(Double.init) ?? [], expected.probabilities) < 1e-6)
        #expect(prediction.predictedClass == expected.predictedClass)
        #expect(ensemble.models.map(\.file.name) == Self.models)
        #expect(ensemble.models.map(\.predictedClass) == expected.predictedClasses.map(Optional.some))
        #expect(ensemble.agreeing == 2)
        for (model, logits) in zip(ensemble.models, expected.logits) {
            #expect(relativeError(model.logits.map(Double.init), logits) < 1e-5)
            #expect(model.file.fingerprint?.hasPrefix("sha256:") == true)
        }
        #expect(result.names == ["attn", "attn disagreement"])
        #expect(relativeError(result.maps[0].scores.map(Double.init), expected.attn) < 1e-5)
        #expect(relativeError(result.maps[1].scores.map(Double.init), expected.disagreement) < 1e-6)
        for map in result.maps {
            let correlations = try #require(map.rankAgreement).correlations.flatMap(\.self).map { $0 ?? .nan }
            #expect(relativeError(correlations, expected.rankCorrelation.flatMap(\.self)) < 1e-9)
        }
        #expect(result.warnings == ["1 of 3 models predict another class than their mean, class 0: model.pt class 1"])
    }

    @Test func `all explain the class that their mean predicts, and their parts still add up`() async throws {
        let together = try await score("\(Self.all) --score relevance,single")
        #expect(together.maps.map(\.score.classNumber) == [0, 0])
        var alone: [SlideResult] = []
        for model in Self.models {
            alone.append(try await score("--model \(model) --score relevance,single --class 0"))
        }
        for place in 0..<2 {
            let own = alone.map { $0.maps[place].scores }
            for tile in together.origins.indices {
                let mean = own.reduce(0) { $0 + Double($1[tile]) } / 3
                #expect(together.maps[place].scores[tile] == Float(mean))
            }
        }
        let (map, parts) = (together.maps[0], try #require(together.maps[0].parts))
        let sum = map.scores.reduce(Double(parts.classToken) + Double(parts.biases)) { $0 + Double($1) }
        #expect(abs(sum - Double(parts.target)) < 1e-5)
        let odds = alone.map { Double($0.maps[0].logOdds ?? .nan) }.reduce(0, +) / 3
        #expect(map.logOdds == Float(odds))
        #expect(try await score("\(Self.all) --score relevance,single --class 0").maps == together.maps)
    }

    @Test func `give the same on any number of threads, and as HDF5`() async throws {
        let options = "\(Self.all) --score cls,relevance --across mean,disagreement --threads "
        let one = try await score(options + "1")
        #expect(try await score(options + "3") == one)
        #expect(try await score(options + "2", as: "r.h5") == one)
    }

    @Test func `two of them give the same maps in either order`() async throws {
        let options = " --score cls,relevance --across mean,disagreement"
        let forth = try await score("--model model.pt --model fold1.pt" + options)
        let back = try await score("--model fold1.pt --model model.pt" + options)
        #expect(forth.maps.map(\.scores) == back.maps.map(\.scores) && forth.prediction == back.prediction)
        #expect(back.ensemble?.models.map(\.file.name) == ["fold1.pt", "model.pt"])
    }

    @Test func `are told in the summary, each with its prediction`() async throws {
        let outcome = try await run("score contiguous-f4.h5 \(Self.all)")
        #expect(outcome.succeeded)
        for words in [
            "models     2 of 3 models predict class 0", "  model.pt: class 1 (0.50)", "  fold2.pt: class 0 (0.70)",
            "rank correlation of the models' maps 0.274 (least 0.0783)",
        ] { #expect(outcome.output.contains(words), "\(words)") }
    }

    @Test func `of one name in two folders are told apart`() async throws {
        for (fold, name) in ["model.pt", "fold1.pt"].enumerated() {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(fold)", withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: "\(folder.path)/\(name)", toPath: "\(folder.path)/\(fold)/best.pt")
        }
        let result = try await score("--model 0/best.pt --model 1/best.pt")
        #expect(result.model?.file.name == "best.pt (1), best.pt (2)")
        let drawn = try await run(
            "render contiguous-f4.h5 --model 0/best.pt --model 1/best.pt --background white --json -q")
        #expect(drawn.output.contains("--model 1-best.pt --model 2-best.pt") && !drawn.output.contains("0/best"))
    }

    // MARK: Drawing

    @Test func `are drawn as their mean, and beside it as their disagreement`() async throws {
        let render = "render contiguous-f4.h5 --thumbnail thumbnail.png -q --json "
        #expect(try await run(render + Self.all + " -o mean.png").succeeded)
        let both = try await run(render + Self.all + " --across mean,disagreement -o o.png")
        #expect(both.succeeded)
        #expect(
            try Image(contentsOf: folder.path + "/o.cls.png") == Image(contentsOf: folder.path + "/mean.png"))
        let record = try Self.record(folder.path + "/o.cls-disagreement.png")
        #expect(record.ensemble?.agreeing == 2 && record.rankCorrelation?.correlations.count == 3)
        #expect(record.range.map { [$0.low, $0.high] } == [0, 0.5] && record.settings.colorMap == .cividis)
        // The scores' file draws the same.
        #expect(try await run("score contiguous-f4.h5 -q \(Self.all) --across mean,disagreement -o s.json").succeeded)
        let drawn = try await run("render s.json --across disagreement --thumbnail thumbnail.png -q -o s.png")
        #expect(drawn.succeeded, "\(drawn.errors)")
        #expect(
            try Image(contentsOf: folder.path + "/s.png")
                == Image(contentsOf: folder.path + "/o.cls-disagreement.png"))
        #expect(try await run("render s.json --thumbnail thumbnail.png -q -o t.png").succeeded)
        #expect(try Image(contentsOf: folder.path + "/t.png") == Image(contentsOf: folder.path + "/mean.png"))
    }

    @Test(arguments: ["cls", "cls-disagreement"]) func `are drawn again by the recorded command`(score: String)
        async throws
    {
        let drawn = try await run(
            "render contiguous-f4.h5 \(Self.all) --across mean,disagreement --thumbnail thumbnail.png --normalize minmax "
                + "-q -o o.png")
        #expect(drawn.succeeded, "\(drawn.errors)")
        let (picture, before) = ("o.\(score).png", try folder.bytes(of: "o.\(score).png"))
        let page = try await run("inspect \(picture)")
        let command = try #require(page.output.firstMatch(of: /command +linmil (.*)/)).1
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(picture)")
        #expect(try await run("\(command) -q").succeeded)
        #expect(try folder.bytes(of: picture) == before)
    }

    private static func record(_ path: String) throws -> RenderRecord {
        try #require(RenderRecord(in: PNGSummary(contentsOf: path).notes))
    }

    // MARK: Refusing

    @Test(arguments: [
        ("two-classes.pt", "has 2 classes (class 0, class 1), expected 3 classes (class 0, class 1, class 2)"),
        ("six-features.pt", "takes features of width 6, expected 8"),
        ("../small/mean.safetensors", "has mean pooling, expected cls pooling"),
        ("../small/model.pt", "has the same bytes as"),
    ])
    func `that do not fit are refused with both names`(other: String, words: String) async throws {
        let path = Self.fold(other)
        for command in ["score", "render"] {
            let outcome = try await run(
                "\(command) contiguous-f4.h5 --model model.pt --model \(path) -o x.png".replacing(
                    "x.png", with: command == "score" ? "x.json" : "x.png"))
            #expect(outcome.failed, "\(command)")
            #expect(
                outcome.errors.contains("\(path): \(words)") && outcome.errors.contains("model.pt"), "\(outcome.errors)"
            )
            #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.errors.contains("; "))
        }
        #expect(try !folder.names.contains { $0.hasPrefix("x.") })
    }

    @Test func `that are one file given twice are refused`() async throws {
        let outcome = try await run("score contiguous-f4.h5 --model model.pt --model model.pt")
        #expect(outcome.failed && outcome.errors.contains("model.pt: is given twice"))
    }

    @Test func `are needed for a disagreement, and are too many for an evaluation`() async throws {
        let one = try await run("render contiguous-f4.h5 --model model.pt --across disagreement -o x.png")
        #expect(one.status == 64 && one.errors.contains("give '--model' more than once"))
        let word = try await run("score contiguous-f4.h5 \(Self.all) --across median")
        #expect(word.status == 64 && word.errors.contains("median"))
        let evaluation = try await run("evaluate contiguous-f4.h5 \(Self.all)")
        #expect(evaluation.status == 64 && evaluation.errors.contains("'--model' is given 3 times"))
        #expect(try await run("score contiguous-f4.h5 -q --model model.pt -o s.json").succeeded)
        let scores = try await run("render s.json --across disagreement -o x.png")
        #expect(scores.failed && scores.errors.contains("has no score 'cls disagreement'"), "\(scores.errors)")
        #expect(try !folder.names.contains("x.png"))
    }

    @Test func `are never overwritten`() async throws {
        let before = try folder.bytes(of: "fold2.pt")
        try FileManager.default.copyItem(atPath: folder.path + "/fold2.pt", toPath: folder.path + "/fold2.png")
        let outcome = try await run("render contiguous-f4.h5 \(Self.all) --model fold2.png -o fold2.png")
        #expect(outcome.status == 1 && outcome.errors.contains("is the model, which the output would overwrite"))
        #expect(try folder.bytes(of: "fold2.png") == before)
    }
}

/// A cohort that several models score.
@Suite struct `A cohort of several models` {
    let cohort: Cohort
    init() throws {
        cohort = try Cohort()
        try cohort.makeSlides("a", "b")
    }

    private static let folds = ["fold1.pt", "fold2.pt"].map { "\(Fixtures.folder)/folds/\($0)" }

    private func run(_ folds: [String], _ options: [String] = []) async throws -> Command.Outcome {
        try await Command.run(
            ["cohort", "features", "-o", "out", "--jobs", "2"] + ([Fixtures.model] + folds).flatMap { ["--model", $0] }
                + options, in: cohort.folder)
    }

    @Test func `has their agreement in its tables, its records and its page`() async throws {
        let outcome = try await run(Self.folds, ["--across", "mean,disagreement"])
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(
            cohort.files.filter { $0.hasSuffix(".png") }.sorted()
                == ["cls-disagreement/a", "cls-disagreement/b", "cls/a", "cls/b"].map { "out/overlays/\($0).png" })
        let table = try cohort.table()
        func cell(_ column: String) throws -> String { table[1][try #require(table[0].firstIndex(of: column))] }
        #expect(try cell("models") == "3" && cell("models_agree") == "2" && cell("predicted_class") == "class 0")
        let result = try #require(try cohort.record("a").result)
        let correlation = try #require(result.maps[0].rankCorrelation)
        #expect(try cell("rank_correlation_mean") == "\(correlation.mean ?? .nan)")
        #expect(try cell("rank_correlation_least") == "\(correlation.least ?? .nan)")
        #expect(try Double(cell("cls_disagreement_max")) ?? 1 <= 0.5)
        #expect(try cohort.text("out/cohort.json").contains("\"name\":\"fold2.pt\""))
        #expect(try await Command.run(["report", "out", "-o", "r.html"], in: cohort.folder).succeeded)
        let page = try cohort.text("r.html")
        #expect(page.contains("Models agree") && page.contains(">2 of 3<") && page.contains("fold2.pt"))
        #expect(!page.contains(Fixtures.folder))
    }

    @Test func `computes nothing twice, and everything again with another model`() async throws {
        #expect(Cohort.done(try await run(Self.folds)) == ["a", "b"])
        #expect(Cohort.done(try await run(Self.folds)) == [])
        #expect(Cohort.done(try await run([Self.folds[0]])) == ["a", "b"])
        #expect(Cohort.done(try await run([])) == ["a", "b"])
        #expect(try !cohort.text("out/cohort.csv").contains("models_agree"))
        #expect(try !cohort.text("out/records/a.json").contains("ensemble"))
    }

    @Test func `draws every slide's disagreement with the same ends`() async throws {
        let options = ["--across", "mean,disagreement", "--scale", "cohort"]
        #expect(try await run(Self.folds, options).succeeded)
        let pictures = try cohort.record("a").pictures
        #expect(pictures.map(\.score.isDisagreement) == [false, true])
        #expect(pictures[1].range.map { [$0.low, $0.high] } == [0, 0.5] && pictures[0].range != pictures[1].range)
        #expect(Cohort.done(try await run(Self.folds, options)) == [])
    }

    @Test func `stops before its slides where a model does not fit`() async throws {
        let outcome = try await run(["\(Fixtures.folder)/folds/two-classes.pt"])
        #expect(outcome.status == 1 && outcome.errors.contains("two-classes.pt: has 2 classes"))
        #expect(!cohort.files.contains { $0.hasPrefix("out/") })
    }
}
