import Foundation
import Images
import Rendering
import Testing

/// Legends, panels and pictures of single tiles.
@Suite(.enabled(if: Fixtures.setsText, "librsvg2-2 or fonts are not installed: figures cannot be drawn as PNG"))
struct `A figure` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func render(_ options: [String], to name: String = "figure.png") async throws -> Command.Outcome {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "-o", name] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    /// The corner at which a picture lies in another.
    private func place(of part: Image, in whole: Image) -> (x: Int, y: Int)? {
        for y in 0...max(0, whole.height - part.height) {
            for x in 0...max(0, whole.width - part.width) where whole.pixel(x, y) == part.pixel(0, 0) {
                if whole.cropped(to: Crop(x: x, y: y), size: part.size) == part { return (x, y) }
            }
        }
        return nil
    }

    @Test func `contains the heatmap's exact pixels, with text around them`() async throws {
        let options = ["--thumbnail", Fixtures.thumbnail, "--mpp", "0.25"]
        _ = try await render(options, to: "plain.png")
        _ = try await render(options + ["--legend"])
        let (plain, figure) = (try folder.image("plain.png"), try folder.image("figure.png"))
        let corner = try #require(place(of: plain, in: figure))
        #expect(corner.y > 10 && figure.height > plain.height + 40)
        // The figure records the size of a pixel on the slide. It is the same as the heatmap's.
        #expect(
            try PNGSummary(contentsOf: folder.path + "/figure.png").notes.resolution
                == PNGSummary(contentsOf: folder.path + "/plain.png").notes.resolution)
    }

    @Test func `as SVG describes what it shows`() async throws {
        for (options, words) in [
            (
                ["--normalize", "robust", "--mpp", "0.25"],
                ["CLS attention", "1st to 99th percentile", "µm", "class 1"]
            ),
            (["--normalize", "minmax", "--range", "0", "0.05"], ["one range for several slides", "0.05"]),
            (["--score", "attn"], ["attn", "rank in this slide", "strongest below 0"]),
            (["--top", "5"], ["5 of 64 tiles are drawn"]),
            (["--outline", "0.9"], ["The line goes around values from 0.9", "fewer than 2 tiles have no line"]),
        ] {
            _ = try await render(options, to: "figure.svg")
            let text = String(decoding: try folder.bytes(of: "figure.svg"), as: UTF8.self)
            #expect(text.hasPrefix("<") && text.contains("contiguous-f4") && text.contains("data:image/png;base64,"))
            for words in words { #expect(text.contains(words), "\(words)") }
            #expect(!text.contains("..<"), "a sentence ends with two full stops")
        }
    }

    @Test func `has no scale bar if the resolution is unknown`() async throws {
        _ = try await render([], to: "figure.svg")
        let text = String(decoding: try folder.bytes(of: "figure.svg"), as: UTF8.self)
        #expect(!text.contains("µm") && !text.contains(" mm<"))
    }

    @Test func `can show slide, overlay and map side by side`() async throws {
        let options = ["--thumbnail", Fixtures.thumbnail]
        _ = try await render(options + ["--panels"])
        let (figure, slide) = (try folder.image("figure.png"), try Image(contentsOf: Fixtures.thumbnail))
        #expect(place(of: slide, in: figure) != nil)
        _ = try await render(options, to: "overlay.png")
        #expect(place(of: try folder.image("overlay.png"), in: figure) != nil)
        _ = try await render(options + ["--background", "white", "--alpha", "1"], to: "map.png")
        #expect(place(of: try folder.image("map.png"), in: figure) != nil)
    }

    @Test(arguments: [["--legend", "--panels"], ["--legend", "--top-tiles", "3"]])
    func `is reproduced by its recorded command, byte for byte`(options: [String]) async throws {
        let outcome = try await render(options + ["--thumbnail", Fixtures.thumbnail, "--json"])
        let bytes = try folder.bytes(of: "figure.png")
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
        let command = try #require(try jsonObject(outcome.output)["command"] as? String)
        let again = try await Command.shell("linmil() { \"$linmil\" \"$@\"; }; " + command, in: folder)
        #expect(again.succeeded)
        #expect(try folder.bytes(of: "figure.png") == bytes)
    }

    @Test func `with top tiles has a file for each tile, named by rank, place and score`() async throws {
        _ = try await render(["--thumbnail", Fixtures.thumbnail, "--top-tiles", "12", "--spread", "0"], to: "o.png")
        let tiles = folder.path + "/o.tiles"
        var names = try FileManager.default.contentsOfDirectory(atPath: tiles).sorted()
        #expect(names.count == 25)
        let reference = try Fixtures.Reference("small").cls
        let best = try #require(reference.indices.max { reference[$0] < reference[$1] })
        let corner = "x\(512 * (best % 8) + 64)_y\(512 * (best / 8) + 32)"
        #expect(names.contains { $0.hasPrefix("strongest-01_\(corner)_score") })
        // The tile's pixels are the thumbnail's, each repeated.
        let name = try #require(names.first { $0.hasPrefix("strongest-01") })
        let tile = try Image(contentsOf: tiles + "/" + name)
        let thumbnail = try Image(contentsOf: Fixtures.thumbnail)
        let (x, y) = ((512 * (best % 8) + 64) / 50, (512 * (best / 8) + 32) / 50)
        #expect(max(tile.width, tile.height) > 100)
        #expect((0...1).contains { tile.pixel(0, 0) == thumbnail.pixel(x + $0, y + $0) } || tile.width % 13 == 0)

        // Fewer tiles replace those of the first run. Other files stay.
        try folder.write("mine", to: "o.tiles/notes.txt")
        _ = try await render(["--thumbnail", Fixtures.thumbnail, "--top-tiles", "2"], to: "o.png")
        names = try FileManager.default.contentsOfDirectory(atPath: tiles).sorted()
        #expect(names.count == 6 && names.contains("notes.txt") && names.contains("contact-sheet.png"))
    }

    @Test func `with top tiles shows tiles of several places, and tells what its thumbnail cannot show`() async throws {
        let outcome = try await render(["--thumbnail", Fixtures.thumbnail, "--top-tiles", "4"], to: "o.png")
        let warning =
            "linmil: warning: o.tiles: a tile is 13 pixels wide in the thumbnail, too few to see cells; give the slide "
        #expect(outcome.errors.contains(warning + "itself with --slide\n"))
        let scores = try Fixtures.Reference("small").cls
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        for (name, order) in [("strongest", order), ("weakest", order.reversed())] {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/o.tiles").sorted()
            let shown = files.compactMap { $0.firstMatch(of: /([a-z]+)-([0-9]+)_x([0-9]+)_y([0-9]+)_/) }
                .filter { $0.1 == name }
                .compactMap { match in
                    Int(match.2).flatMap { rank in Int(match.3).flatMap { x in Int(match.4).map { (rank, x, $0) } } }
                }
            // The name tells the rank from that end, and the rule leaves out the neighbours of better tiles alone.
            var expected: [(rank: Int, x: Int, y: Int)] = []
            for (place, tile) in order.enumerated() where expected.count < 4 {
                let (x, y) = (512 * (tile % 8) + 64, 512 * (tile / 8) + 32)
                let limit = 4.0 * 640
                let isFar = expected.allSatisfy {
                    Double(($0.x - x) * ($0.x - x) + ($0.y - y) * ($0.y - y)) >= limit * limit
                }
                if isFar { expected.append((place + 1, x, y)) }
            }
            #expect(shown.count == expected.count && shown.count > 1)
            #expect(zip(shown, expected).allSatisfy { $0 == $1 }, "\(shown) \(expected)")
        }
    }

    @Test(arguments: [("0", "--top-tiles 2 --spread -1"), ("0", "--top-tiles 2 --spread 1001"), ("", "--spread 2")])
    func `with a spread that cannot be is refused`(number: String, options: String) async throws {
        let words = options.replacing("--spread ", with: "--spread=").split(separator: " ").map(String.init)
        let outcome = try await Command.run(["render", "a.h5", "--model", "m.pt"] + words, in: folder)
        #expect(outcome.status == 64)
        #expect(
            outcome.errors.contains(
                number.isEmpty ? "'--spread' says how far" : "is not between 0 and 1000 sides of a tile"))
    }

    @Test func `without a resolution tells why it has no scale bar`() async throws {
        let options = ["--background", "white", "--max-side", "100"]
        let sentence =
            "the figure has no scale bar, because the slide's resolution is unknown; give the micrometres per "
        let without = try await render(options, to: "f.svg")
        #expect(without.errors.contains("f.svg: \(sentence)level-0 pixel with --mpp\n"))
        let with = try await render(options + ["--mpp", "0.25"], to: "f.svg")
        let plain = try await render(options, to: "f.png")
        #expect(!with.errors.contains("scale bar") && !plain.errors.contains("scale bar"))
    }

    @Test func `with top tiles needs a picture of the slide`() async throws {
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "--top-tiles", "2", "-o", "o.png"], in: folder)
        #expect(outcome.failed && outcome.errors.contains("--thumbnail or --slide"))
        #expect(try folder.names.isEmpty)
    }
}

extension Fixtures {
    /// Whether figures with text can be drawn on this machine.
    static let setsText: Bool = {
        let dot = Image(size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [0, 0, 0])
        let figure = Figure(header: FigureHeader(slide: "a"), panels: [Figure.Panel(image: dot)])
        return (try? figure.drawing().raster()) != nil
    }()
}
