import Foundation
import Images
import Testing

/// A picture records what made it, and how to make it again.
@Suite struct `The record of a picture` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func render(_ options: [String]) async throws -> Command.Outcome {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    @Test(arguments: [
        [],
        ["--thumbnail", Fixtures.thumbnail, "--normalize", "robust", "--alpha", "0.6", "--style", "smooth"],
        ["--normalize", "minmax", "--range", "-0.25", "1e-1", "--colormap", "rdbu_r", "--top", "25%"],
        [
            "--threshold", "0.75", "--outline", "tiles", "--outline-color", "Yellow", "--outline-area", "3", "--mpp",
            "0.2485", "--score", "attn", "--max-side", "300",
        ],
        ["--thumbnail", Fixtures.thumbnail, "--compatible", "clam", "--threads", "1", "--json", "--quiet"],
        ["--score", "relevance", "--evaluate", "--steps", "5", "--seeds", "2", "--legend"],
        ["--evaluate"],
    ]) func `has a command that draws the same bytes`(options: [String]) async throws {
        _ = try await render(options + ["-o", "one.png"])
        let bytes = try folder.bytes(of: "one.png")
        // The command has the picture's current name, and inputs in the same folder.
        try FileManager.default.moveItem(atPath: folder.path + "/one.png", toPath: folder.path + "/it's one.png")
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
        let page = try await Command.run(["inspect", "it's one.png", "--json"], in: folder)
        let command = try #require(try jsonList(page.output).first?["command"] as? String)
        try FileManager.default.removeItem(atPath: folder.path + "/it's one.png")
        // A shell can run the command as printed.
        let again = try await Command.shell("linmil() { \"$linmil\" \"$@\"; }; " + command, in: folder)
        try #require(again.succeeded, "\(command): \(again.errors)")
        #expect(try folder.bytes(of: "it's one.png") == bytes)
        let text = try await Command.run(["inspect", "it's one.png"], in: folder)
        #expect(text.output.contains(command) && text.output.contains("to draw it again, in the folder of these files"))
    }

    @Test func `is the same in any folder, and names no folder`() async throws {
        var pictures: [[[UInt8]]] = []
        for place in ["Jane Doe/scans", "Q/x"] {
            try folder.makeFolder(String(place.split(separator: "/")[0]))
            try folder.makeFolder(place)
            try folder.makeFolder(place + "/out")
            try folder.gather(Fixtures.slide, Fixtures.model, into: place)
            // A thumbnail with another aspect and a coarse print give warnings, which name files.
            let thumbnail = try Image(contentsOf: Fixtures.thumbnail)
            try thumbnail.resized(to: PixelSize(width: 96, height: 91)).writePNG(to: "\(folder.path)/\(place)/t.png")
            var (bytes, warnings): ([[UInt8]], String) = ([], "")
            for (name, options) in [
                ("a.png", ["--coords", "\(place)/contiguous-f4.h5"]), ("a.svg", []), ("b.png", ["--width", "88"]),
                ("c.png", ["--tile-size", "500"]),
            ] {
                let outcome = try await Command.run(
                    [
                        "render", "\(place)/contiguous-f4.h5", "--model", "\(place)/model.pt", "--thumbnail",
                        "\(place)/t.png", "-o", "\(place)/out/\(name)",
                    ] + options, in: folder)
                try #require(outcome.succeeded, "\(outcome.errors)")
                warnings += outcome.errors
                bytes.append(try folder.bytes(of: "\(place)/out/\(name)"))
            }
            for ending in ["json", "h5"] {
                let scores = "\(place)/out/a.\(ending)"
                let outcome = try await Command.run(
                    ["score", "\(place)/contiguous-f4.h5", "--model", "\(place)/model.pt", "-o", scores], in: folder)
                try #require(outcome.succeeded, "\(outcome.errors)")
                bytes.append(try folder.bytes(of: scores))
            }
            #expect(warnings.contains("warning: \(place)/"), "a person sees the path")
            #expect(!bytes.contains { String(decoding: $0, as: UTF8.self).contains("Jane Doe") })
            pictures.append(bytes)
        }
        #expect(pictures[0] == pictures[1])
    }

    @Test func `has the fingerprints of all input files`() async throws {
        let outcome = try await render(["--thumbnail", Fixtures.thumbnail, "--json", "-o", "o.png"])
        let record = try jsonObject(outcome.output)
        for (name, path) in [
            ("features", Fixtures.slide), ("model", Fixtures.model), ("thumbnail", Fixtures.thumbnail),
        ] {
            let input = try #require(record[name] as? [String: Any])
            #expect(input["name"] as? String == URL(filePath: path).lastPathComponent)
            // Computed with another program.
            let hash = try await Command.shell("sha256sum '\(path)' | cut -d' ' -f1", in: folder).output
            #expect(input["fingerprint"] as? String == "sha256:" + hash.dropLast())
        }
        #expect(record["wholeSlide"] is NSNull && record["version"] is String)
    }

    @Test func `is in the file as PNG notes`() async throws {
        let outcome = try await render(["--mpp", "0.25", "--json", "-o", "o.png"])
        let summary = try PNGSummary(contentsOf: folder.path + "/o.png")
        #expect(summary.notes.isSRGB)
        #expect(summary.notes.texts.map(\.keyword) == ["Software", "Title", "linmil"])
        var told = try jsonObject(outcome.output)
        #expect(told.removeValue(forKey: "overlay") as? String == "o.png")
        #expect((told.removeValue(forKey: "command") as? String)?.hasPrefix("linmil render ") == true)
        let record = try jsonObject(try #require(summary.notes.texts.last?.text))
        #expect(NSDictionary(dictionary: told) == NSDictionary(dictionary: record))
        // 4800 level-0 px of 0.25 micrometres become 2000 px.
        let resolution = try #require(summary.notes.resolution)
        #expect(abs(resolution.micrometers.wide - 0.6) < 1e-3)
        #expect(try await Command.run(["inspect", "o.png"], in: folder).output.contains("0.6 micrometres per pixel"))
    }

    @Test func `never overwrites its own thumbnail`() async throws {
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
        try folder.makeFolder("out")
        let inputs = ["render", "contiguous-f4.h5", "--model", "model.pt", "--thumbnail", "thumbnail.png", "-o"]
        let refused = try await Command.run(inputs + ["./thumbnail.png"], in: folder)
        #expect(refused.failed && refused.errors.contains("is the thumbnail, which the output would overwrite"))
        #expect(try folder.bytes(of: "thumbnail.png") == [UInt8](Data(contentsOf: URL(filePath: Fixtures.thumbnail))))
        #expect(try await Command.run(inputs + ["out/thumbnail.png"], in: folder).succeeded)
        let page = try await Command.run(["inspect", "out/thumbnail.png"], in: folder)
        #expect(page.output.contains("--thumbnail thumbnail.png -o overlay-thumbnail.png"))
    }

    @Test func `does not depend on threads or printed output`() async throws {
        _ = try await render(["-o", "o.png"])
        let bytes = try folder.bytes(of: "o.png")
        for options in [["--threads", "1"], ["--threads", "7", "--quiet"], ["--json"]] {
            _ = try await render(options + ["-o", "o.png"])
            #expect(try folder.bytes(of: "o.png") == bytes)
        }
    }

    @Test func `is not needed to inspect a picture of another program`() async throws {
        let page = try await Command.run(["inspect", Fixtures.thumbnail], in: folder)
        #expect(page.output.contains("96 x 90 px") && !page.output.contains("made by linmil"))
    }
}
