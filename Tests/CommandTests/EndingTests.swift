import Foundation
import Images
import Testing

/// A picture's file is what its ending says.
@Suite struct `The ending of a picture` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func render(_ options: [String]) async throws -> Command.Outcome {
        let words = ["render", Fixtures.slide, "--model", Fixtures.model, "--mpp", "0.5", "--quiet"]
        return try await Command.run(words + options, in: folder)
    }

    @Test(
        .enabled(if: Fixtures.setsText, "librsvg2-2 or fonts are not installed"),
        arguments: [
            ("a.PNG", [0x89, 0x50, 0x4E, 0x47], "PNG image"), ("a.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "JPEG image"),
            ("a.svg", Array("<?xm".utf8), "SVG image"), ("a.pdf", Array("%PDF".utf8), "PDF document"),
            ("a.ome.tiff", [0x49, 0x49, 0x2A, 0], "OME-TIFF image"),
        ])
    func `says its format, and every format keeps the record`(name: String, first: [UInt8], kind: String) async throws {
        let outcome = try await render(["--json", "-o", name])
        try #require(outcome.succeeded, "\(outcome.errors)")
        let bytes = try folder.bytes(of: name)
        #expect(bytes.starts(with: first))
        let page = try jsonList(try await Command.run(["inspect", "--json", name], in: folder).output)[0]
        #expect(page["kind"] as? String == kind)
        let (record, printed) = (page["record"] as? [String: Any], try jsonObject(outcome.output))
        #expect(record?["features"] as? [String: String] == printed["features"] as? [String: String])
        #expect(record?["mpp"] as? Double == 0.5)
        #expect((page["command"] as? String)?.hasSuffix("-o \(name)") == true)
        // The recorded command draws the same bytes.
        try folder.gather(Fixtures.slide, Fixtures.model)
        let command = try #require(page["command"] as? String)
        let again = try await Command.shell("linmil() { \"$linmil\" \"$@\"; }; " + command, in: folder)
        #expect(again.succeeded)
        #expect(try folder.bytes(of: name) == bytes)
    }

    @Test(arguments: [
        (["-o", "x.tif"], "name it 'x.ome.tif'"), (["-o", "x.TIFF"], "name it 'x.ome.tif'"),
        (["-o", "x.gif"], "unknown ending; name a .png, .jpg, .jpeg, .svg, .pdf, .ome.tif or .ome.tiff file"),
        (["-o", "x"], "has no ending"), (["-o", "-"], "/dev/stdout"), (["-o", ".png"], "an ending without a name"),
        (["-o", "d/.ome.tif"], "an ending without a name"), (["-o", "x.png/"], "the name of a folder"),
        (["-o", "x.jpg", "--background", "none"], "name a .png file, or choose '--background white'"),
        (["-o", "x.ome.tif", "--legend"], "leave out --legend"),
        (["-o", "x.ome.tif", "--background", "white"], "leave out --background"),
        (["-o", "x.ome.tif", "--compatible", "clam"], "leave it out for an OME-TIFF"),
        (["-o", "x.png", "--values"], "name a .ome.tif file"), (["--values"], "name a .ome.tif file"),
        (["-o", "x.ome.tif", "--values", "--outline", "0.9"], "leave out --outline"),
        (["-o", "x.ome.tif", "--values", "--alpha", "0.3"], "leave out --colormap and --alpha"),
    ]) func `that cannot be written is refused`(options: [String], words: String) async throws {
        let outcome = try await render(options)
        #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [
        ("evaluate", ["--plot", "x.ome.tif"], "name a .png, .jpg, .jpeg, .svg or .pdf file"),
        ("evaluate", ["--plot", "x.csv"], "unknown ending"),
    ]) func `of curves is one of figures`(command: String, options: [String], words: String) async throws {
        let outcome = try await Command.run([command, Fixtures.slide, "--model", Fixtures.model] + options, in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test func `stays whole behind a score's name, and before the folder of tiles`() async throws {
        let options = [
            "--score", "cls,attn", "--thumbnail", Fixtures.thumbnail, "--top-tiles", "1", "-o", "a.b.ome.tif",
        ]
        let outcome = try await render(options)
        #expect(outcome.succeeded, "\(outcome.errors)")
        #expect(
            try folder.names == ["a.b.attn.ome.tif", "a.b.attn.tiles", "a.b.cls.ome.tif", "a.b.cls.tiles"])
    }

    @Test func `of an OME-TIFF has the map at any size, with its place on the slide`() async throws {
        let options = ["--thumbnail", Fixtures.thumbnail, "--values", "--max-side", "3000", "-o", "a.ome.tif"]
        #expect(try await render(options).succeeded)
        let text = String(decoding: try folder.bytes(of: "a.ome.tif").prefix(4000), as: UTF8.self)
        let thumbnail = try Image(contentsOf: Fixtures.thumbnail)
        #expect(text.contains("SizeX=\"3000\"") && text.contains("Type=\"float\"") && thumbnail.width < 100)
        #expect(text.contains("PositionX=\"0.0\" PositionXUnit=\"µm\"") && text.contains("PhysicalSizeX=\""))
    }

    @Test func `of a JPEG has pixels close to the PNG's`() async throws {
        for name in ["a.png", "a.JPEG"] {
            #expect(try await render(["--thumbnail", Fixtures.thumbnail, "-o", name]).succeeded)
        }
        let (png, jpeg) = (try folder.image("a.png"), try folder.image("a.JPEG"))
        #expect(png.size == jpeg.size)
        let differences = zip(png.pixels, jpeg.pixels).map { abs(Int($0) - Int($1)) }
        #expect(differences.reduce(0, +) < 6 * differences.count && differences.reduce(0, +) > 0)
    }
}
