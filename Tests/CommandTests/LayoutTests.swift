import Foundation
import Images
import Testing

@testable import Slides

/// One slide in the layouts of several programs. All give the same picture.
@Suite struct `A slide in the layout of other programs` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static let layouts = Fixtures.folder + "/layouts/"
    private static let onThumbnail = ["--thumbnail", Fixtures.thumbnail]
    private static let ofSlide = onThumbnail + ["--slide-size", "4800x4500"]

    private func render(_ file: String, _ options: [String]) async throws -> Command.Outcome {
        let outcome = try await Command.run(
            ["render", file, "--colormap", "coolwarm", "-o", "overlay.png"] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    @Test(arguments: [
        ("trident/20x_320px_64px_overlap/features_uni_v1/small.h5", []),
        ("clam/features/h5_files/small.h5", onThumbnail),
        ("stamp/small.h5", ["--mpp", "0.25"] + ofSlide),
        ("mmp/small.h5", ["--tile-size", "640"] + ofSlide),
    ]) func `is drawn in the right place`(file: String, options: [String]) async throws {
        _ = try await render(Self.layouts + file, ["--model", Fixtures.model] + options)
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
    }

    @Test func `needs no options in TRIDENT's folders, and says which thumbnail it uses`() async throws {
        let file = Self.layouts + "trident/20x_320px_64px_overlap/features_uni_v1/small.h5"
        let outcome = try await render(file, ["--model", Fixtures.model])
        #expect(outcome.errors.contains("over " + Self.layouts + "trident/thumbnails/small.png"))
        #expect(!outcome.errors.contains("warning"))
        _ = try await render(file, ["--model", Fixtures.model, "--background", "white"])
        #expect(try folder.image("overlay.png").pixel(0, 0) == [255, 255, 255])
    }

    @Test func `is drawn from CLAM's scores without a model`() async throws {
        let outcome = try await render(Self.layouts + "clam/small_blockmap.h5", Self.onThumbnail)
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
        #expect(outcome.errors.hasSuffix("overlay.png: 64 tiles, attention_scores score\n"))
    }

    @Test func `is drawn from a score file`() async throws {
        let scored = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "scores.json"], in: folder)
        try #require(scored.succeeded)
        let outcome = try await render("scores.json", Self.onThumbnail)
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
        #expect(outcome.errors.contains("cls score, predicted class"))
        let page = try await Command.run(["inspect", "scores.json"], in: folder)
        #expect(page.output.contains("cls of 64 tiles") && page.output.contains("640 level-0 px"))
    }

    @Test(arguments: [
        (["--model", Fixtures.model], "already contains scores"),
        (["--slide-size", "100x100"], "outside the slide of 100x100 px"),
    ]) func `is refused as scores that do not fit`(options: [String], words: String) async throws {
        let outcome = try await Command.run(
            ["render", Self.layouts + "clam/small_blockmap.h5", "-o", "overlay.png"] + options, in: folder)
        #expect(outcome.failed && outcome.errors.contains(words))
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [
        ("{}", "it has no 'slide'"), ("{\"slide\": 3}", "'slide' has the wrong type"),
        ("{\"slide", "not a complete JSON"), ("[1]", "is not of a kind that linmil reads"),
    ]) func `is refused as JSON without scores`(text: String, words: String) async throws {
        try folder.write(text, to: "scores.json")
        let outcome = try await Command.run(["inspect", "scores.json"], in: folder)
        #expect(outcome.failed)
        #expect(outcome.errors.hasPrefix("linmil: scores.json: ") && outcome.errors.contains(words))
    }

    @Test func `is refused as scores that contradict themselves`() async throws {
        let scored = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "scores.json"], in: folder)
        try #require(scored.succeeded)
        let text = String(decoding: try folder.bytes(of: "scores.json"), as: UTF8.self)
        for (from, to, words) in [
            ("\"coords\":[[64,32],", "\"coords\":[", "64 scores for 63 coords"),
            ("\"coords\":[[64,32]", "\"coords\":[[64]", "'coords' holds something other than [x, y]"),
            ("\"tileSize\":640", "\"tileSize\":-1", "a tileSize of -1.0"),
            ("\"predictedClass\":", "\"predictedClass\":9", "predictedClass 9"),
            ("\"slideSize\":[4800,4500]", "\"slideSize\":[4800]", "a slideSize of [4800]"),
        ] {
            let changed = text.replacing(from, with: to)
            try #require(changed != text)
            try folder.write(changed, to: "changed.json")
            let outcome = try await Command.run(["render", "changed.json", "-o", "overlay.png"], in: folder)
            #expect(outcome.failed && outcome.errors.contains(words), "\(outcome.errors)")
        }
    }

    @Test func `is refused as features without a model`() async throws {
        let outcome = try await Command.run(["render", Fixtures.slide, "-o", "overlay.png"], in: folder)
        #expect(outcome.failed && outcome.errors.contains("give --model"))
    }

    @Test func `is drawn with a warning if its tiles are on glass`() async throws {
        var pixels = try Image(contentsOf: Fixtures.thumbnail).pixels
        for sample in pixels.indices where sample > 30 * 96 * 3 { pixels[sample] = 240 }
        let glass = Image(size: PixelSize(width: 96, height: 90), channels: .rgb, pixels: pixels)
        try glass.writePNG(to: folder.path + "/glass.png")
        let outcome = try await render(
            Fixtures.slide, ["--model", Fixtures.model, "--thumbnail", "glass.png", "--json"])
        let warning = "glass.png: only 38 % of the tiles lie on what looks like tissue"
        #expect(outcome.errors.contains("linmil: warning: " + warning))
        let summary = try jsonObject(outcome.output)
        let warnings = try #require(summary["warnings"] as? [String])
        #expect(warnings.count == 1 && warnings[0].hasPrefix(warning))
        #expect(summary["tileSizeSource"] as? String == "patch_size_level0")
    }

    @Test func `is drawn without warnings if quiet`() async throws {
        let outcome = try await render(
            Self.layouts + "mmp/small.h5", ["--model", Fixtures.model, "--quiet", "--background", "white"])
        #expect(outcome.errors.isEmpty)
    }

    @Test func `gives a warning if the tile side is inferred`() async throws {
        let outcome = try await render(Self.layouts + "mmp/small.h5", ["--model", Fixtures.model])
        #expect(outcome.errors.contains("512 level-0 px were inferred") && outcome.errors.contains("--tile-size"))
    }

    @Test func `is refused if a thumbnail is wanted and there is none`() async throws {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "--background", "thumbnail", "-o", "overlay.png"],
            in: folder)
        #expect(outcome.failed && outcome.errors.contains("--thumbnail or --slide"))
    }
}
