import Foundation
import Images
import Testing

@testable import LinMIL
@testable import Results
@testable import Slides

/// `--only` and `--without`: what the model says of a part of a slide.
@Suite struct `What if a region were alone or missing` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// The small slide's 8 x 8 tiles of 640 px begin at (64, 32), 512 px apart: centres lie at 384 + 512 i, 352 + 512 k.
    private static let left = box(0, 0, 1000, 4500)
    /// Its right border goes through the centres of the second column.
    private static let border = box(0, 0, 896, 4500)
    private static let corner = box(0, 0, 500, 500)

    private static func box(_ x: Int, _ y: Int, _ right: Int, _ bottom: Int) -> String {
        let ring = "[[\(x),\(y)],[\(right),\(y)],[\(right),\(bottom)],[\(x),\(bottom)],[\(x),\(y)]]"
        return #"[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[\#(ring)]},"properties":{}}]"#
    }

    private func run(_ arguments: String...) async throws -> Command.Outcome {
        try folder.write(Self.left, to: "left.geojson")
        try folder.write(Self.border, to: "border.geojson")
        try folder.write(Self.corner, to: "corner.geojson")
        let model = arguments[0] == "inspect" || arguments[1].hasSuffix(".json") ? [] : ["--model", Fixtures.model]
        return try await Command.run(arguments + model, in: folder)
    }

    private func result(_ name: String) throws -> SlideResult {
        try SlideResult(readingJSONFrom: folder.path + "/" + name)
    }

    @Test func `the tiles of a region enter the model as a slide of their own`() async throws {
        let outcome = try await run("score", Fixtures.slide, "--only", "left.geojson", "-o", "s.json")
        try #require(outcome.succeeded, "\(outcome.errors)")
        let result = try result("s.json")
        let numbers = (0..<64).filter { $0 % 8 < 2 }
        #expect(result.part?.tiles == numbers && result.part?.slideTileCount == 64 && result.part?.scored == .part)
        #expect(result.origins == numbers.map { SIMD2(64 + 512 * Double($0 % 8), 32 + 512 * Double($0 / 8)) })
        // The same tiles, handed to the model by a program.
        let (file, model) = (try FeatureFile(path: Fixtures.slide), try ModelFile(path: Fixtures.model).model)
        var rows: [Float] = []
        for number in numbers {
            var row = [Float](repeating: 0, count: file.width)
            var elements = row.mutableSpan
            var bytes = unsafe elements.mutableBytes
            try file.readRows(number..<number + 1, into: &bytes)
            rows += row
        }
        let alone = try model.forward(FeatureSource(rows, width: file.width), scores: [.cls])
        let whole = try model.forward(FeatureSource(file), scores: [.cls])
        #expect(result.prediction?.logits == alone.logits && result.scores == alone.scores[.cls])
        #expect(result.part?.wholeSlide?.logits == whole.logits && alone.logits != whole.logits)
        #expect(result.warnings.contains { $0.contains("only 16 of the slide's 64 tiles (only left.geojson)") })
        #expect(outcome.errors.contains(", on the whole slide predicted class 1 (0.50)"), "\(outcome.errors)")
    }

    @Test func `a tile whose centre lies on the border belongs to the region`() async throws {
        let only = try await run("score", Fixtures.slide, "--only", "border.geojson", "-o", "only.json")
        let without = try await run("score", Fixtures.slide, "--without", "border.geojson", "-o", "without.json")
        try #require(only.succeeded && without.succeeded, "\(only.errors)\(without.errors)")
        let parts = (try result("only.json").part?.tiles ?? [], try result("without.json").part?.tiles ?? [])
        #expect(parts.0 == (0..<64).filter { $0 % 8 < 2 } && parts.1 == (0..<64).filter { $0 % 8 >= 2 })
    }

    @Test func `both options, and several files each, join`() async throws {
        try folder.write(Self.box(3800, 0, 4800, 4500), to: "right.geojson")
        let outcome = try await run(
            "score", Fixtures.slide, "--only", "left.geojson", "--only", "right.geojson", "--without",
            "corner.geojson", "-o", "s.h5")
        try #require(outcome.succeeded, "\(outcome.errors)")
        let result = try SlideResult(readingHDF5From: folder.path + "/s.h5")
        #expect(result.part?.tiles == (1..<64).filter { $0 % 8 < 2 || $0 % 8 == 7 })
        #expect(result.part?.only.map(\.name) == ["left.geojson", "right.geojson"])
        #expect(result.part?.without.map(\.name) == ["corner.geojson"])
        #expect(result.part?.only.allSatisfy { $0.fingerprint?.hasPrefix("sha256:") ?? false } == true)
        try result.write(to: folder.path + "/s.json")
        #expect(try self.result("s.json") == result)
        let page = try await run("inspect", "s.h5")
        #expect(page.output.contains("23 of the slide's 64 tiles (only left.geojson and right.geojson, without"))
        #expect(page.output.contains("whole slide") && page.output.contains("tile_numbers"), "\(page.output)")
    }

    @Test func `the sample's prediction rests on its lesion and not on as large a box of other tissue`() async throws {
        try folder.write(Self.box(6144, 3584, 13824, 10240), to: "lesion.geojson")
        try folder.write(Self.box(20000, 3584, 27680, 10240), to: "other.geojson")
        for (region, tiles, predicted) in [("lesion", 822, 0), ("other", 867, 1)] {
            let outcome = try await Command.run(
                [
                    "score", Fixtures.sample("tumor-01"), "--model", Fixtures.sampleModel, "--without",
                    region + ".geojson", "-o", region + ".json",
                ], in: folder)
            try #require(outcome.succeeded, "\(outcome.errors)")
            let result = try result(region + ".json")
            #expect(result.tileCount == tiles && result.prediction?.predictedClass == predicted)
            #expect(result.part?.wholeSlide?.predictedClass == 1)
        }
    }

    @Test func `a summary and a measurement tell both predictions`() async throws {
        let summary = try await run("score", Fixtures.slide, "--without", "left.geojson").output
        #expect(summary.contains("part       48 of the slide's 64 tiles (without left.geojson)"), "\(summary)")
        #expect(summary.contains("\nwhole      predicted class 1 (0.50)"), "\(summary)")
        let outcome = try await run(
            "evaluate", Fixtures.slide, "--without", "left.geojson", "--seeds", "1", "--score", "cls", "--steps", "4")
        #expect(outcome.output.contains("48 of the slide's 64 tiles (without left.geojson); on the whole slide class"))
        #expect(outcome.errors.contains("48 of the slide's 64 tiles"), "\(outcome.errors)")
    }

    @Test func `a map of the whole slide is measured on the part`() async throws {
        _ = try await run("score", Fixtures.slide, "-o", "whole.h5")
        _ = try await run("score", Fixtures.slide, "--only", "left.geojson", "-o", "part.h5")
        for map in ["whole.h5", "part.h5"] {
            let outcome = try await run(
                "evaluate", Fixtures.slide, "--only", "left.geojson", "--map", map, "--score", "cls", "--seeds", "1",
                "--steps", "4", "--json")
            try #require(outcome.succeeded, "\(outcome.errors)")
            let evaluation = try JSONDecoder().decode(SlideEvaluation.self, from: Data(outcome.output.utf8))
            #expect(evaluation.kept.first == 16 && evaluation.part?.slideTileCount == 64)
            #expect(evaluation.scores.count == 2)
        }
        // As many tiles, but others.
        try folder.write(Self.box(3300, 0, 4800, 4500), to: "right.geojson")
        let other = try await run(
            "evaluate", Fixtures.slide, "--only", "right.geojson", "--map", "part.h5", "--score", "cls")
        #expect(other.failed && other.errors.contains("part.h5: has scores of another part"), "\(other.errors)")
        let whole = try await run("evaluate", Fixtures.slide, "--map", "part.h5", "--score", "cls")
        #expect(whole.failed && whole.errors.contains("there are 16 scores, expected 64"), "\(whole.errors)")
    }

    @Test func `a picture leaves the other tiles bare, and its record draws it again`() async throws {
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
        let outcome = try await run(
            "render", Fixtures.slide, "--thumbnail", Fixtures.thumbnail, "--without", "left.geojson", "-o", "o.png",
            "--json")
        try #require(outcome.succeeded, "\(outcome.errors)")
        let record = try jsonObject(outcome.output)
        let part = try #require(record["part"] as? [String: Any])
        #expect(part["slideTiles"] as? Int == 64 && part["scored"] as? String == "part")
        #expect((part["wholeSlide"] as? [String: Any])?["predictedClass"] as? Int == 1)
        #expect(record["tiles"] as? Int == 48)
        let page = try await run("inspect", "o.png").output
        #expect(page.contains("without        left.geojson") && page.contains("whole slide"), "\(page)")
        let command = try #require(record["command"] as? String)
        #expect(command.contains("--without left.geojson"))
        let first = try folder.bytes(of: "o.png")
        let again = try await Command.shell(command.replacing("linmil ", with: "$linmil "), in: folder)
        #expect(again.succeeded, "\(again.errors)")
        #expect(try folder.bytes(of: "o.png") == first)
        // Left of x = 576, where the third column of tiles begins at 1088, nothing is drawn.
        let (picture, thumbnail) = (try folder.image("o.png"), try folder.image("thumbnail.png"))
        let columns = 1088 * thumbnail.size.width / 4800
        for y in 0..<thumbnail.size.height {
            for x in 0..<columns where picture.pixel(x, y) != thumbnail.pixel(x, y) {
                Issue.record("pixel (\(x), \(y))")
                return
            }
        }
    }

    @Test func `a figure says that it shows a part`() async throws {
        let outcome = try await run("render", Fixtures.slide, "--without", "left.geojson", "-o", "o.svg")
        try #require(outcome.succeeded, "\(outcome.errors)")
        let text = String(decoding: try folder.bytes(of: "o.svg"), as: UTF8.self)
        for words in [
            "part of the slide", "Only 48 of the slide", "left.geojson", "Whole slide:",
            "rank in this part of the slide",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func `scores without their model keep the values of the whole slide`() async throws {
        _ = try await run("score", Fixtures.slide, "-o", "whole.json")
        let outcome = try await run("render", "whole.json", "--without", "left.geojson", "-o", "o.png", "--json")
        try #require(outcome.succeeded, "\(outcome.errors)")
        let part = try #require(try jsonObject(outcome.output)["part"] as? [String: Any])
        #expect(part["scored"] as? String == "wholeSlide")
        #expect(outcome.errors.contains("are shown; their scores were computed on the whole slide"))
        #expect(!outcome.errors.contains("entered the model"))
        _ = try await run("score", Fixtures.slide, "--only", "left.geojson", "-o", "part.json")
        let again = try await run("render", "part.json", "--without", "corner.geojson", "-o", "p.png")
        #expect(again.failed && again.errors.contains("contains scores of a part of a slide"), "\(again.errors)")
        let whole = try await run("render", "part.json", "-o", "p.png")
        #expect(whole.succeeded && whole.errors.contains("only 16 of the slide's 64 tiles"), "\(whole.errors)")
    }

    @Test func `tiles keep their identifiers in GeoJSON`() async throws {
        _ = try await run("score", Fixtures.slide, "-o", "whole.geojson")
        _ = try await run("score", Fixtures.slide, "--only", "left.geojson", "-o", "part.geojson")
        func identifiers(_ name: String) throws -> [String] {
            let text = String(decoding: try folder.bytes(of: name), as: UTF8.self)
            let collection = try jsonObject(text)
            #expect((collection["note"] as? String)?.hasPrefix("only 16 of the") ?? false == (name == "part.geojson"))
            let features = try #require(collection["features"] as? [[String: Any]])
            return features.compactMap { $0["id"] as? String }
        }
        let whole = try identifiers("whole.geojson")
        #expect(try identifiers("part.geojson") == (0..<64).filter { $0 % 8 < 2 }.map { whole[$0] })
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
    func `regions count from the corner of the scanned part, as exported tiles do`() async throws {
        let tiles = Fixtures.folder + "/layouts/leica.h5"
        let slide = Fixtures.slidesFolder + "leica.scn"
        let export = try await run("score", tiles, "--slide", slide, "--top", "3", "-o", "top.geojson")
        let score = try await run("score", tiles, "--slide", slide, "-o", "whole.json")
        let only = try await run("score", tiles, "--slide", slide, "--only", "top.geojson", "-o", "part.json")
        try #require(export.succeeded && score.succeeded && only.succeeded, "\(only.errors)")
        let scores = try result("whole.json").scores
        let highest = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(3).sorted()
        #expect(try result("part.json").part?.tiles == highest)
        // Without the slide, they seem to lie elsewhere: (120, 60) away.
        let without = try await run("score", tiles, "--only", "top.geojson", "-o", "other.json")
        let other = without.failed ? nil : try result("other.json").part?.tiles
        #expect(other != highest)
    }

    @Test func `regions that hold no tile, or leave none, are refused`() async throws {
        try folder.write(Self.box(0, 0, 20, 20), to: "thumb.geojson")
        try folder.write(Self.box(0, 0, 4800, 4500), to: "all.geojson")
        for (options, words) in [
            (
                ["--only", "thumb.geojson"],
                "thumb.geojson: no tile's centre lies in the regions, which reach over x 0 to 20"
            ),
            (["--without", "thumb.geojson"], "give the slide with --slide"),
            (["--without", "all.geojson"], "all.geojson: none of the 64 tiles is left"),
            (["--only", "left.geojson", "--without", "left.geojson"], "none of the 64 tiles is left"),
            (["--only", "none.geojson"], "none.geojson: there is no such file, expected GeoJSON"),
            (["--only", Fixtures.model], "a zip archive, expected GeoJSON"),
        ] {
            let outcome = try await Command.run(
                ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "s.json"] + options, in: prepared())
            #expect(outcome.failed && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(try !folder.names.contains("s.json"))
        }
    }

    private func prepared() throws -> ScratchFolder {
        try folder.write(Self.left, to: "left.geojson")
        return folder
    }

    @Test func `a region file is not overwritten, and other geometries are said`() async throws {
        try folder.write(
            #"[{"type":"Point","coordinates":[1,1]},"# + Self.left.dropFirst(), to: "point.geojson")
        let same = try await run("score", Fixtures.slide, "--only", "point.geojson", "-o", "point.geojson")
        #expect(same.failed && same.errors.contains("is a file of regions, which the output would overwrite"))
        let other = try await run("score", Fixtures.slide, "--only", "point.geojson")
        #expect(other.succeeded && other.errors.contains("has 1 Point besides polygons"), "\(other.errors)")
    }
}
