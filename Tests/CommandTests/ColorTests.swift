import Images
import Testing

@Suite struct `Colours of a picture` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func render(_ options: [String], to name: String = "overlay.png") async throws -> Image {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "--max-side", "96", "-o", name] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return try folder.image(name)
    }

    @Test func `every normalisation gives a different picture`() async throws {
        var pictures: Set<[UInt8]> = []
        for normalization in ["rank", "minmax", "robust", "zscore", "none"] {
            pictures.insert(try await render(["--normalize", normalization]).pixels)
        }
        #expect(pictures.count == 5)
    }

    @Test func `a range is two numbers, possibly negative, and is recorded`() async throws {
        for range in [["--range", "-0.5", "0.5"], ["--range", "-1e-3", "2"], ["--range=-0.5,0.5"]] {
            let outcome = try await Command.run(
                ["render", Fixtures.slide, "--model", Fixtures.model, "--normalize", "minmax", "--json", "-o", "o.png"]
                    + range, in: folder)
            try #require(outcome.succeeded, "\(outcome.errors)")
            let record = try jsonObject(outcome.output)
            #expect(record["rangeOrigin"] as? String == "given")
            #expect((record["range"] as? [String: Double])?.keys.sorted() == ["high", "low"])
        }
    }

    @Test func `with one range, equal scores of two slides have equal colours`() async throws {
        // The second file has the same scores and one that is ten times the highest. Only a given range keeps the
        // others' colours.
        let scores = try await Command.run(
            ["score", Fixtures.slide, "--model", Fixtures.model, "-o", "a.json"], in: folder)
        try #require(scores.succeeded)
        let text = String(decoding: try folder.bytes(of: "a.json"), as: UTF8.self)
        let first = try #require(text.firstMatch(of: /"scores":\[([^,]+),/))
        try folder.write(text.replacing("\"scores\":[\(first.1),", with: "\"scores\":[9,"), to: "b.json")
        func corner(_ file: String, _ options: [String]) async throws -> [UInt8] {
            let outcome = try await Command.run(
                ["render", file, "--max-side", "96", "--normalize", "minmax", "-o", "o.png"] + options, in: folder)
            try #require(outcome.succeeded, "\(outcome.errors)")
            return try folder.image("o.png").pixel(80, 80)
        }
        let range = ["--range", "0", "0.05"]
        #expect(try await corner("a.json", range) == corner("b.json", range))
        #expect(try await corner("a.json", []) != corner("b.json", []))
    }

    @Test(arguments: [
        ("--range 1 0 --normalize minmax", "--range"), ("--range 0 nan --normalize minmax", "--range"),
        ("--range 0 1", "has no meaning for '--normalize rank'"),
        ("--range 0 --normalize minmax", "--range"),
        ("--threshold 2", "'--threshold 2.0' is not between 0 and 1"),
        ("--threshold 0.5 --top 3", "both choose tiles"),
        ("--top 0", "--top"), ("--top 120%", "--top"), ("--top -3", "--top"),
        ("--outline 3", "--outline"), ("--outline-width 3", "give both"), ("--outline-color red", "give both"),
        ("--outline 0.5 --outline-color #12345", "#rrggbb"), ("--outline 0.5 --outline-area -1", "--outline-area"),
        ("--outline tiles --outline-width 100", "is not between 1 and 64"),
        ("--compatible clam --style smooth", "leave out the other drawing options"),
        ("--compatible clam --normalize minmax", "leave out --normalize, --max-side and --width"),
        ("--compatible qupath", "trident"),
        ("--top-tiles 0", "'--top-tiles 0' is not between"),
    ]) func `wrong usage exits with 64`(line: String, words: String) async throws {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model] + line.split(separator: " ").map(String.init),
            in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test func `colour maps are listed without colours if the output is no terminal`() async throws {
        let outcome = try await Command.run(["render", "--list-colormaps"], in: folder)
        #expect(outcome.succeeded && !outcome.output.contains("\u{1B}"))
        let names = outcome.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(
            names.sorted() == [
                "Greys", "RdBu_r", "YlOrRd", "cividis", "coolwarm", "hot", "inferno", "jet", "magma", "plasma", "turbo",
                "viridis",
            ])
        #expect(outcome.output.contains("recommended for colour-blind readers"))
    }

    @Test func `attention is drawn by the usual look, and a colour map alone at 0.4`() async throws {
        let usual = try await render(["--thumbnail", Fixtures.thumbnail])
        let named = try await render(["--thumbnail", Fixtures.thumbnail, "--colormap", "YlOrRd", "--alpha", "0.1,0.7"])
        #expect(usual == named)
        let field = try await render(["--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm"])
        #expect(
            try await render(["--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm", "--alpha", "0.4"]) == field)
        #expect(field != usual)
    }

    @Test(arguments: ["rdbu_r", "GREYS", "cividis", "plasma", "hot"])
    func `names of colour maps ignore case`(name: String) async throws {
        #expect(try await render(["--colormap", name]).pixels.isEmpty == false)
    }

    @Test func `a smooth picture has more colours but covers the same pixels`() async throws {
        let tiles = try await render(["--background", "none", "--alpha", "0.4"])
        let smooth = try await render(["--background", "none", "--alpha", "0.4", "--style", "smooth"])
        let pixels = tiles.pixels.indices.filter { $0 % 4 == 3 }
        #expect(pixels.allSatisfy { tiles.pixels[$0] == smooth.pixels[$0] })
        #expect(tiles.pixels != smooth.pixels)
    }

    @Test func `only the selected tiles are drawn`() async throws {
        for (options, count) in [(["--top", "5"], 5), (["--top", "10%"], 7), (["--threshold", "0.5"], 33)] {
            let outcome = try await Command.run(
                ["render", Fixtures.slide, "--model", Fixtures.model, "--json", "-o", "o.png"] + options, in: folder)
            try #require(outcome.succeeded)
            #expect(try jsonObject(outcome.output)["drawnTiles"] as? Int == count)
            #expect(outcome.errors.contains("\(count) of 64 tiles"))
        }
    }

    @Test func `a picture without any tile gives a warning`() async throws {
        let outcome = try await Command.run(
            [
                "render", Fixtures.slide, "--model", Fixtures.model, "--normalize", "none", "--threshold", "1", "-o",
                "o.png",
            ], in: folder)
        #expect(outcome.succeeded && outcome.errors.contains("warning: o.png: no tile reaches the threshold"))
    }

    @Test func `an outline leaves the tissue visible`() async throws {
        let plain = try Image(contentsOf: Fixtures.thumbnail)
        let outcome = try await Command.run(
            [
                "render", Fixtures.slide, "--model", Fixtures.model, "--thumbnail", Fixtures.thumbnail, "--outline",
                "tiles", "--outline-width", "1", "-o", "line.png",
            ], in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        let picture = try folder.image("line.png")
        let changed = Set(picture.samplesUnlike(plain).map { $0 / 3 })
        // The small slide's tiles cover columns 1 to 85 and rows 1 to 85. The outline is the border of that rectangle.
        let line = changed.filter { picture.pixel($0 % 96, $0 / 96) == [0, 229, 255] }
        let halo = changed.filter { picture.pixel($0 % 96, $0 / 96) == [0, 0, 0] }
        #expect((200...400).contains(line.count) && halo.count > line.count)
        #expect(line.union(halo) == changed && !changed.contains(45 * 96 + 45))
    }

    @Test func `another tool's pixels are reproduced, including the glass`() async throws {
        // The thumbnail is the small slide, exactly 50 times smaller.
        for (tool, glass) in [("trident", true), ("clam", false)] {
            let outcome = try await Command.run(
                [
                    "render", Fixtures.slide, "--model", Fixtures.model, "--thumbnail", Fixtures.thumbnail,
                    "--compatible", tool, "-o", "\(tool).png",
                ], in: folder)
            try #require(outcome.succeeded, "\(outcome.errors)")
            let picture = try folder.image("\(tool).png")
            let plain = try Image(contentsOf: Fixtures.thumbnail)
            #expect((picture.pixel(95, 89) != plain.pixel(95, 89)) == glass)
        }
    }
}
