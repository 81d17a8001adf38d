import Foundation
import Heatmaps
import Images
import Testing

@testable import Rendering

/// A score that speaks for or against a class, in every picture and file.
@Suite struct `A score of a class` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// Writes the scores of a slide as those of another kind, for class 1 with an awkward name. `change` gets the place and
    /// the score of each tile.
    private func write(_ name: String, _ change: (Int, Double) -> Double) async throws {
        let scored = try await Command.run(["score", Fixtures.slide, "--model", Fixtures.model, "-o", "-"], in: folder)
        try #require(scored.succeeded, "\(scored.errors)")
        var result = try jsonObject(scored.output)
        let scores = try #require(result["scores"] as? [Double])
        result["scores"] = scores.enumerated().map { change($0.offset, $0.element) }
        result["score"] = ["kind": "relevance", "class": 1, "block": NSNull(), "head": NSNull()] as [String: Any]
        var model = try #require(result["model"] as? [String: Any])
        model["classes"] = ["normal", "tumor <b>", "other"]
        result["model"] = model
        try folder.write(
            String(decoding: JSONSerialization.data(withJSONObject: result), as: UTF8.self), to: name)
    }

    private func svg(_ options: String...) async throws -> (text: String, errors: String) {
        let outcome = try await Command.run(["render", "s.json", "-o", "s.svg"] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return (String(decoding: try folder.bytes(of: "s.svg"), as: UTF8.self), outcome.errors)
    }

    @Test func `is explained in words at the ends of the colour bar`() async throws {
        try await write("s.json") { $0 % 2 == 0 ? $1 : -$1 }
        for normalize in ["rank", "minmax", "robust", "zscore", "none"] {
            let (text, _) = try await svg("--normalize", normalize)
            for words in [
                "Relevance for tumor &lt;b&gt;", "speaks against tumor &lt;b&gt;", "speaks for tumor &lt;b&gt;",
            ] {
                #expect(text.contains(words), "\(normalize): \(words)")
            }
            #expect(!text.contains("<b>"))
        }
    }

    @Test func `has 0 in the middle, although no score is negative`() async throws {
        try await write("s.json") { _, score in score }
        _ = try await Command.run(
            ["render", "s.json", "--normalize", "minmax", "-o", "s.png", "--background", "white", "--alpha", "1"],
            in: folder)
        let record = try #require(RenderRecord(in: try PNGSummary(contentsOf: folder.path + "/s.png").notes))
        let range = try #require(record.range)
        #expect(range.low == -range.high && range.high > 0)
        // No tile is on the blue side of the map.
        let image = try folder.image("s.png")
        let pixels = (0..<image.height).flatMap { y in (0..<image.width).map { image.pixel($0, y) } }
        #expect(pixels.allSatisfy { $0[0] >= $0[2] - 3 })
    }

    @Test func `draws as its top tiles those that speak for the class`() async throws {
        try await write("s.json") { $0 < 3 ? $1 : -$1 }
        let (text, _) = try await svg("--top", "5")
        #expect(text.contains("3 of 64 tiles are drawn: those that speak most strongly for"))
        try await write("s.json") { -abs($1) - 0.1 * Double($0) }
        let (_, errors) = try await svg("--top", "5")
        #expect(errors.contains("no tile speaks for tumor <b>, so nothing is drawn; leave out --top"))
    }

    @Test func `is not what attn is, which is drawn with what was measured of it`() async throws {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "--score", "attn", "-o", "attn.png"], in: folder)
        #expect(outcome.succeeded)
        #expect(outcome.errors.contains("'attn' does not show what the prediction rests on"))
        let record = try #require(RenderRecord(in: try PNGSummary(contentsOf: folder.path + "/attn.png").notes))
        #expect(record.warnings.contains { $0.contains("ranked the tiles that carry the prediction last") })
    }

    @Test func `is drawn by its strength unless ranks are asked for, and its record says so`() async throws {
        try await write("s.json") { $0 % 2 == 0 ? $1 : -$1 }
        for (options, normalization, option) in [
            ([], "robust", nil), (["--normalize", "rank"], "rank", "--normalize rank"),
        ] as [([String], String, String?)] {
            let drawn = try await Command.run(
                ["render", "s.json", "--background", "white", "-o", "s.png"] + options, in: folder)
            try #require(drawn.succeeded, "\(drawn.errors)")
            let record = try #require(RenderRecord(in: try PNGSummary(contentsOf: folder.path + "/s.png").notes))
            #expect(record.settings.normalization?.rawValue == normalization)
            let page = try await Command.run(["inspect", "s.png"], in: folder)
            #expect(page.output.contains("--normalize") == (option != nil))
            #expect(page.output.contains(option ?? "normalisation"))
        }
    }

    @Test func `of a cohort is drawn again only if its normalisation changes`() async throws {
        try folder.makeFolder("scores")
        try await write("scores/a.json") { $0 % 2 == 0 ? $1 : -$1 }
        let picture = folder.path + "/out/overlays/a.png"
        func draw(_ options: String...) async throws -> Normalization? {
            let drawn = try await Command.run(["cohort", "scores", "-o", "out"] + options, in: folder)
            try #require(drawn.succeeded, "\(drawn.errors)")
            return RenderRecord(in: try PNGSummary(contentsOf: picture).notes)?.settings.normalization
        }
        #expect(try await draw() == .robust)
        let identity = try FileManager.default.attributesOfItem(atPath: picture)[.systemFileNumber] as? Int
        #expect(try await draw() == .robust)
        #expect(try FileManager.default.attributesOfItem(atPath: picture)[.systemFileNumber] as? Int == identity)
        #expect(try await draw("--normalize", "rank") == .rank)
    }

    @Test func `warns of a range whose middle is not 0`() async throws {
        try await write("s.json") { $0 % 2 == 0 ? $1 : -$1 }
        let (text, errors) = try await svg("--normalize", "minmax", "--range", "0", "2")
        #expect(errors.contains("0 is not in the middle of the range 0 to 2"))
        #expect(errors.contains("give --range -2 2"))
        #expect(!text.contains("speaks against") && text.contains("speaks for"))
        let (other, silence) = try await svg("--normalize", "minmax", "--range", "-2", "2")
        #expect(!silence.contains("middle") && other.contains("speaks against"))
    }

    @Test func `is named with its class in a report, and its range has 0 in the middle`() async throws {
        try folder.makeFolder("scores")
        try await write("scores/a.json") { _, score in score }
        try await write("scores/b.json") { _, score in 2 * score }
        let drawn = try await Command.run(["cohort", "scores", "--scale", "cohort", "-o", "out"], in: folder)
        try #require(drawn.succeeded, "\(drawn.errors)")
        let record = try #require(
            RenderRecord(in: try PNGSummary(contentsOf: folder.path + "/out/overlays/a.png").notes))
        #expect(record.range.map { $0.low == -$0.high } == true)
        let page = try await Command.run(["report", "out", "-o", "report.html"], in: folder)
        try #require(page.succeeded, "\(page.errors)")
        let text = String(decoding: try folder.bytes(of: "report.html"), as: UTF8.self)
        #expect(text.contains("<dd>Relevance for tumor &lt;b&gt;</dd>"))
        #expect(text.contains(#""raisedMost":"Tiles that speak most strongly for tumor \u003cb>""#))
        #expect(text.contains("A score for a class shows") && !text.contains("Attention shows"))
    }
}
