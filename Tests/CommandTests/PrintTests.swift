import Foundation
import Heatmaps
import Images
import Rendering
import Results
import Testing

/// Figures with a printed size, for one slide and for a cohort.
@Suite(.enabled(if: Fixtures.setsText, "librsvg2-2 or fonts are not installed: figures cannot be drawn as PNG"))
struct `A figure for print` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func run(_ arguments: String...) async throws -> Command.Outcome {
        try await Command.run(arguments, in: folder)
    }

    private static let render = [
        "render", Fixtures.slide, "--model", Fixtures.model, "--thumbnail", Fixtures.thumbnail,
    ]

    /// Draws two slides with their own settings, and lets a third fail.
    private func drawCohort() async throws {
        try folder.write(
            """
            slide_id,features,thumbnail,mpp,alpha
            first,\(Fixtures.slide),\(Fixtures.thumbnail),0.25,0.7
            a/<b>,\(Fixtures.slide),,,
            none,none.h5,,,

            """, to: "list.csv")
        _ = try await run(
            "cohort", "list.csv", "--model", Fixtures.model, "--normalize", "robust", "--colormap", "viridis", "-o",
            "out",
            "--quiet")
    }

    @Test(arguments: [(88.0, 300.0), (180, 100), (45, 600), (60.5, 150)])
    func `has its width in pixels, and their size in the file`(width: Double, dpi: Double) async throws {
        let options = ["--width", "\(width)", "--dpi", "\(dpi)", "-o", "figure.png"]
        #expect(try await Command.run(Self.render + options, in: folder).succeeded)
        let summary = try PNGSummary(contentsOf: folder.path + "/figure.png")
        #expect(summary.header.size.width == Int((width / 25.4 * dpi).rounded()))
        #expect(summary.notes.resolution?.x == Int((dpi / 0.0254).rounded()))
        #expect(summary.notes.resolution?.y == summary.notes.resolution?.x)
        let page = try await run("inspect", "figure.png")
        let millimetres = (Double(summary.header.size.width) / dpi * 254).rounded() / 10
        #expect(page.output.contains("on paper       \(millimetres)".replacing(".0", with: "") + " x "))
        #expect(page.output.contains(" mm at \(Int(dpi)) dpi\n"))
    }

    @Test func `contains the heatmap as it is drawn at that size`() async throws {
        #expect(
            try await Command.run(
                Self.render + ["--background", "white", "--width", "88", "--dpi", "100", "-o", "figure.png"], in: folder
            ).succeeded)
        let figure = try folder.image("figure.png")
        let record = try #require(RenderRecord(in: try PNGSummary(contentsOf: folder.path + "/figure.png").notes))
        #expect(record.width > figure.width - 12 && record.width < figure.width)
        // A heatmap of that size alone has the same pixels, somewhere in the figure.
        #expect(
            try await Command.run(
                Self.render + [
                    "--background", "white", "--max-side", "\(max(record.width, record.height))", "-o", "map.png",
                ],
                in: folder
            ).succeeded)
        let map = try folder.image("map.png")
        guard map.size == PixelSize(width: record.width, height: record.height) else { return }
        let places = (0..<figure.height - map.height).filter { y in
            (0..<figure.width - map.width).contains { x in
                figure.pixel(x, y) == map.pixel(0, 0) && figure.cropped(to: Crop(x: x, y: y), size: map.size) == map
            }
        }
        #expect(places.count == 1)
    }

    @Test func `is reproduced by its recorded command, byte for byte`() async throws {
        let options = [
            "--width", "88", "--max-height", "70", "--dpi", "150", "--no-header", "--panels", "--name=-x 'y'", "--json",
            "-o", "figure.png",
        ]
        let outcome = try await Command.run(Self.render + options, in: folder)
        let bytes = try folder.bytes(of: "figure.png")
        try folder.gather(Fixtures.slide, Fixtures.model, Fixtures.thumbnail)
        let command = try #require(try jsonObject(outcome.output)["command"] as? String)
        #expect(try await Command.shell("linmil() { \"$linmil\" \"$@\"; }; " + command, in: folder).succeeded)
        #expect(try folder.bytes(of: "figure.png") == bytes)
    }

    @Test(arguments: [
        (["--width", "10"], "'--width 10' is not between 45 and 1200 mm."),
        (["--width", "nan"], "is not between 45 and 1200 mm."),
        (["--width", "88", "--dpi", "1e9"], "is not between 72 and 2400 dpi."),
        (["--width", "88", "--max-height", "0"], "'--max-height 0' is not between 30 and 1200 mm."),
        (["--dpi", "300"], "give '--width' too"), (["--width", "88", "--max-side", "9"], "give one"),
        (["--width", "88", "--compatible", "clam"], "leave out --normalize, --max-side and --width"),
    ]) func `of an impossible size is a usage error`(options: [String], words: String) async throws {
        let outcome = try await Command.run(Self.render + options + ["-o", "figure.png"], in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [[], ["--panels"], ["--background", "white"]])
    func `with too many pixels is refused before anything is drawn`(options: [String]) async throws {
        let size = ["--width", "1200", "--max-height", "1200", "--dpi", "2400", "-o", "figure.png"]
        let outcome = try await Command.run(Self.render + size + options, in: folder)
        #expect(outcome.failed && outcome.errors.contains("expected at most 268435456 in all; "), "\(outcome.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test func `gives a warning if the picture is too coarse`() async throws {
        let outcome = try await Command.run(Self.render + ["--width", "180", "-o", "figure.png"], in: folder)
        #expect(outcome.succeeded)
        #expect(outcome.errors.contains("pixels an inch at this size, expected 300"), "\(outcome.errors)")
    }

    @Test func `is drawn for every slide of a cohort, with its settings`() async throws {
        try await drawCohort()
        let outcome = try await run("report", "out", "--format", "figure", "--dpi", "150", "--quiet")
        #expect(outcome.succeeded && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out/figures").sorted()
        #expect(names == ["a%2F%3Cb%3E.png", "first.png"])
        let notes = try PNGSummary(contentsOf: folder.path + "/out/figures/first.png").notes
        let record = try #require(RenderRecord(in: notes))
        #expect(record.settings.normalization == .robust && record.settings.colorMap == .viridis)
        #expect(record.settings.alpha == 0.7 && record.thumbnail?.name == "thumbnail.png" && record.mpp == 0.25)
        #expect(record.settings.page == PrintPage(width: 88, maximumHeight: 230, dotsPerInch: 150))
        #expect(record.settings.name == "first")
        // `render` draws the same from the features.
        #expect(
            try await Command.run(
                Self.render + [
                    "--mpp", "0.25", "--normalize", "robust", "--colormap", "viridis", "--alpha", "0.7", "--width",
                    "88",
                    "--dpi", "150", "--name", "first", "-o", "own.png",
                ], in: folder
            ).succeeded)
        #expect(try folder.image("own.png") == folder.image("out/figures/first.png"))
    }

    @Test func `for one slide is one file, PNG or SVG`() async throws {
        try await drawCohort()
        #expect(
            try await run("report", "out", "--format", "figure", "--only", "a/<b>", "-o", "b.svg", "--panels").succeeded
        )
        let svg = String(decoding: try folder.bytes(of: "b.svg"), as: UTF8.self)
        #expect(svg.contains("width=\"180mm\"") && svg.contains(">a/&lt;b&gt;</text>") && !svg.contains("<b>"))
        #expect(try await run("report", "out", "--format", "figure", "--only", "first", "-o", "f.png").succeeded)
        #expect(try folder.image("f.png").width == 1039)
        #expect(try await run("report", "out", "--format", "figure", "--svg", "-o", "figures").succeeded)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/figures").count == 2)
    }

    @Test func `has its record as SVG too`() async throws {
        try await drawCohort()
        #expect(try await run("report", "out", "--format", "figure", "--only", "a/<b>", "-o", "b.svg").succeeded)
        let bytes = try folder.bytes(of: "b.svg")
        let outcome = try await run("inspect", "b.svg", "--json")
        let page = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
        ).first
        let record = try #require(page?["record"] as? [String: Any])
        let model = try #require(record["model"] as? [String: Any])
        #expect(model["name"] as? String == "model.pt")
        #expect((model["fingerprint"] as? String)?.hasPrefix("sha256:") == true, "the scores know their model")
        let command = try #require(page?["command"] as? String)
        try folder.gather(Fixtures.thumbnail, folder.path + "/out/scores/a%2F%3Cb%3E.json")
        #expect(try await Command.shell("linmil() { \"$linmil\" \"$@\"; }; " + command, in: folder).succeeded)
        #expect(try folder.bytes(of: "b.svg") == bytes)
    }

    @Test(arguments: [
        "<svg/>", "<svg><metadata id=\"linmil\">", "<svg><metadata id=\"linmil\">{}</metadata></svg>",
        "<?xml version=\"1.0\"?><svg><metadata id=\"linmil\">&quot;</metadata>",
    ]) func `from another program has no record`(text: String) async throws {
        try folder.write(text, to: "other.svg")
        let outcome = try await run("inspect", "other.svg")
        #expect(outcome.succeeded && outcome.output.contains("none from linmil"))
    }

    @Test func `is refused if it is not clear for which slide`() async throws {
        try await drawCohort()
        for (options, words) in [
            (["--only", "second"], "has no slide called 'second', expected one of a/<b>, first, none"),
            (["-o", "one.png"], "there are 2 slides; give a folder, or choose one slide with --only"),
            (["--only", "first", "--svg", "-o", "one.png"], "does not end in .svg"),
            (["--only", "none"], "none.h5: there is no such file"),
            (["-o", "figure.tif"], "figure.tif: figures are PNG, JPEG, SVG or PDF"),
            (["-o", "list.csv"], "list.csv: cannot be used (it is not a folder)"),
            (["--only", "first", "-o", "list.csv/x.png"], "list.csv is not a folder"),
        ] {
            let outcome = try await Command.run(["report", "out", "--format", "figure"] + options, in: folder)
            #expect(outcome.failed && outcome.errors.contains(words), "\(outcome.errors)")
        }
        for options in [
            ["--format", "figure", "--linked"], ["--panels"], ["--format", "figure", "--title", "x"], ["--dpi", "9"],
        ] {
            #expect(try await Command.run(["report", "out"] + options, in: folder).status == 64)
        }
    }

    @Test func `is not drawn over a changed thumbnail, but other slides are drawn`() async throws {
        try FileManager.default.copyItem(atPath: Fixtures.thumbnail, toPath: folder.path + "/thumbnail.png")
        try folder.write(
            "slide_id,features,thumbnail\nfirst,\(Fixtures.slide),thumbnail.png\nother,\(Fixtures.slide),\n",
            to: "list.csv")
        #expect(try await run("cohort", "list.csv", "--model", Fixtures.model, "-o", "out", "--quiet").succeeded)
        try folder.write("another", to: "thumbnail.png")
        let outcome = try await run("report", "out", "--format", "figure")
        #expect(outcome.failed)
        #expect(outcome.errors.contains("first: the thumbnail thumbnail.png has changed since the overlay was drawn"))
        #expect(outcome.errors.contains("1 of 2 figures could not be drawn"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out/figures") == ["other.png"])
    }

    @Test(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
    func `is drawn from the slide itself if it has not changed`() async throws {
        let slide = folder.path + "/leica.scn"
        try FileManager.default.copyItem(atPath: Fixtures.slidesFolder + "leica.scn", toPath: slide)
        try folder.write(
            "slide_id,features,slide\nleica,\(Fixtures.folder)/layouts/leica.h5,leica.scn\n", to: "list.csv")
        #expect(try await run("cohort", "list.csv", "--model", Fixtures.model, "-o", "out", "--quiet").succeeded)
        #expect(try await run("report", "out", "--format", "figure", "--dpi", "100").succeeded)
        let figure = try folder.image("out/figures/leica.png")
        #expect(figure.width == 346)
        try FileManager.default.removeItem(atPath: slide)
        try FileManager.default.copyItem(atPath: Fixtures.slidesFolder + "aperio.svs", toPath: slide)
        let outcome = try await run("report", "out", "--format", "figure", "--dpi", "100")
        #expect(
            outcome.failed && outcome.errors.contains("the slide leica.scn has changed since the overlay was drawn"))
        #expect(try folder.image("out/figures/leica.png") == figure)
    }

    @Test func `is refused if no slide has scores`() async throws {
        try folder.write("slide_id,features\nnone,none.h5\n", to: "list.csv")
        _ = try await run("cohort", "list.csv", "--model", Fixtures.model, "-o", "out", "--quiet")
        let outcome = try await run("report", "out", "--format", "figure")
        let words = "linmil: out: all slides failed, expected at least one to draw; cohort.csv gives the reasons\n"
        #expect(outcome.failed && outcome.errors == words)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out/figures"))
    }

    @Test(arguments: [
        ("alpha", "7"), ("alpha", "\"0.4\""), ("alpha", "{\"from\":0.1,\"to\":2}"), ("normalization", "\"no\""),
        ("colormap", "\"../x\""),
        ("selection", "{\"kind\":\"topPercent\",\"value\":1e300}"), ("selection", "{\"kind\":\"top\",\"value\":-1}"),
        ("selection", "\"top nan%\""), ("outline", "{\"width\":9223372036854775807}"),
        ("outline", "{\"color\":\"none\"}"), ("outline", "{\"minimumTiles\":-1}"),
        ("range", "{\"low\":2,\"high\":1}"),
        ("maxSide", "-1"), ("page", "{\"width\":1e308,\"maxHeight\":1,\"dpi\":1}"), ("topTiles", "0"),
    ])
    func `is refused if the recorded settings are invalid`(field: String, value: String) async throws {
        try await drawCohort()
        let path = folder.path + "/out/records/first.json"
        var record = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
        var picture = try #require(record["picture"] as? [String: Any])
        var settings = try #require(picture["settings"] as? [String: Any])
        settings[field] = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
        picture["settings"] = settings
        record["picture"] = picture
        try JSONSerialization.data(withJSONObject: record).write(to: URL(filePath: path))
        let outcome = try await run("report", "out", "--format", "figure", "--only", "first", "-o", "f.png")
        #expect(outcome.failed && outcome.errors.contains("record cannot be read"), "\(outcome.errors)")
        #expect(try !folder.names.contains("f.png"))
    }
}
