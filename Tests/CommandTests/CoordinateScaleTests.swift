import Foundation
import Testing

/// Coordinates that are counted at another level, or as rows and columns of tiles.
/// https://github.com/mahmoodlab/CLAM/issues/289
@Suite struct `Coordinates with a scale` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static let layouts = Fixtures.folder + "/layouts/"
    private static let files = [("level1", "4"), ("in-tiles", "512")]

    private func run(_ arguments: [String]) async throws -> Command.Outcome {
        let outcome = try await Command.run(arguments, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    private func render(_ file: String, _ options: [String] = []) -> [String] {
        [
            "render", file, "--model", Fixtures.model, "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm",
            "-o",
            "overlay.png",
        ] + options
    }

    @Test(arguments: files) func `are refused without it, with the right one`(name: String, scale: String) async throws
    {
        let outcome = try await Command.run(render(Self.layouts + name + "/small.h5"), in: folder)
        #expect(outcome.failed && outcome.errors.hasSuffix("; if they are, give --coords-scale \(scale)\n"))
        #expect(try folder.names.isEmpty)
    }

    @Test func `are drawn in the right place with it`() async throws {
        let outcome = try await run(render(Self.layouts + "level1/small.h5", ["--coords-scale", "4"]))
        #expect(!outcome.errors.contains("warning"), "\(outcome.errors)")
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
    }

    @Test func `are drawn again by the recorded command`() async throws {
        try folder.gather(Self.layouts + "level1/small.h5", Fixtures.model, Fixtures.thumbnail)
        let options = ["--model", "model.pt", "--thumbnail", "thumbnail.png", "--coords-scale", "4", "--json"]
        let report = try jsonObject(
            try await run(["render", "small.h5", "-o", "overlay.png"] + options).output)
        let command = try #require(report["command"] as? String)
        #expect(command.contains(" --coords-scale 4 "))
        let first = try folder.bytes(of: "overlay.png")
        let line = command.replacing("linmil render", with: "\"$linmil\" render --quiet")
        #expect(try await Command.shell(line, in: folder).succeeded)
        #expect(try folder.bytes(of: "overlay.png") == first)
    }

    @Test(arguments: ["json", "h5"]) func `are multiplied once, and the scores say so`(ending: String) async throws {
        let file = Self.layouts + "level1/small.h5"
        let scores = "scores.\(ending)"
        _ = try await run(["score", file, "--model", Fixtures.model, "--coords-scale", "4", "-o", scores])
        let drawn = [
            "render", scores, "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm", "-o", "overlay.png",
        ]
        _ = try await run(drawn)
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
        if ending == "json" {
            let text = String(decoding: try folder.bytes(of: scores), as: UTF8.self)
            #expect(text.contains("\"coordsScale\":4"))
        } else {
            #expect(try await run(["inspect", scores]).output.contains("coords_scale"))
        }
    }

    @Test func `are drawn in a cohort, by an option or a column`() async throws {
        let file = Self.layouts + "level1/small.h5"
        try folder.write("slide_id,features,coords-scale\na,\(file),4\n", to: "list.csv")
        _ = try await run(
            ["cohort", "list.csv", "--model", Fixtures.model, "-o", "column", "--jobs", "1", "--background", "white"])
        try folder.write("slide_id,features\na,\(file)\n", to: "plain.csv")
        let options = ["--coords-scale", "4", "--jobs", "1", "--background", "white"]
        _ = try await run(["cohort", "plain.csv", "--model", Fixtures.model, "-o", "option"] + options)
        for name in ["column", "option"] {
            let scores = String(decoding: try folder.bytes(of: "\(name)/scores/a.json"), as: UTF8.self)
            #expect(
                scores.contains("\"coordsScale\":4") && scores.contains("\"coords\":[[64,32],[576,32]"), "\(scores)")
        }
    }

    @Test(arguments: ["0", "-4", "nan", "inf", "four"]) func `need a number above zero`(scale: String) async throws {
        let outcome = try await Command.run(
            render(Self.layouts + "level1/small.h5", ["--coords-scale=\(scale)"]), in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains("coords-scale"))
    }
}
