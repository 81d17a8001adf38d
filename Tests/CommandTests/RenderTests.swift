import Images
import Testing

@Suite struct `Rendering a slide` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    /// Renders into `overlay.png` and requires success.
    private func render(_ slide: String, _ model: String, _ options: String...) async throws -> Command.Outcome {
        let outcome = try await Command.run(["render", slide, "--model", model] + options, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    @Test(arguments: ["tumor-01", "tumor-02", "normal-01"])
    func `an overlay has the thumbnail's size and its pixels outside the tiles`(slide: String) async throws {
        let picture = Fixtures.sampleThumbnail(slide)
        let outcome = try await render(
            Fixtures.sample(slide), Fixtures.sampleModel, "--thumbnail", picture, "-o", "overlay.png")
        #expect(outcome.output.isEmpty)
        #expect(try folder.names == ["overlay.png"])
        let (thumbnail, overlay) = (try Image(contentsOf: picture), try folder.image("overlay.png"))
        try #require(overlay.size == thumbnail.size && overlay.channels == .rgb)

        let scores = try await scoresFile(slide)
        var isTile = [Bool](repeating: false, count: overlay.width * overlay.height)
        for tile in scores.coords.indices {
            forEachPixel(of: tile, scores, overlay.size) { isTile[$1 * overlay.width + $0] = true }
        }
        let changed = overlay.samplesUnlike(thumbnail)
        #expect(changed.count > isTile.count / 5)
        #expect(changed.allSatisfy { isTile[$0 / 3] })
    }

    @Test func `the lesion is red`() async throws {
        let picture = Fixtures.sampleThumbnail("tumor-01")
        _ = try await render(
            Fixtures.sample("tumor-01"), Fixtures.sampleModel, "--thumbnail", picture, "--colormap", "coolwarm", "-o",
            "overlay.png")
        let (thumbnail, overlay) = (try Image(contentsOf: picture), try folder.image("overlay.png"))
        let scores = try await scoresFile("tumor-01")
        let lesion = Set(try #require(try Fixtures.Reference("tumor-01").lesion))
        func meanWarmth(_ tiles: [Int]) -> Double {
            var (sum, count) = (0, 0)
            for tile in tiles {
                forEachPixel(of: tile, scores, overlay.size) {
                    sum += overlay.warmth($0, $1) - thumbnail.warmth($0, $1)
                    count += 1
                }
            }
            return Double(sum) / Double(count)
        }
        // At alpha 0.4, the reddest entry of coolwarm adds 0.4 (180 - 38) = 57 to red minus blue of a grey pixel.
        #expect(meanWarmth(scores.coords.indices.filter(lesion.contains)) > 25)
        #expect(meanWarmth(scores.coords.indices.filter { !lesion.contains($0) }) < 0)
    }

    @Test func `overlays of a sample equal those of lin_mil, numpy and matplotlib`() async throws {
        let slide = Fixtures.sample("tumor-01")
        _ = try await render(
            slide, Fixtures.sampleModel, "--thumbnail", Fixtures.sampleThumbnail("tumor-01"), "--colormap", "coolwarm",
            "-o", "over.png")
        try folder.expect(
            "over.png", shows: Fixtures.golden("tumor-01.crop-200-180"), at: Crop(x: 200, y: 180), nearTies: true)
        _ = try await render(
            slide, Fixtures.sampleModel, "--max-side", "400", "--colormap", "coolwarm", "-o", "white.png")
        try folder.expect("white.png", shows: Fixtures.golden("tumor-01.white"), nearTies: true)
        _ = try await render(
            slide, Fixtures.sampleModel, "--max-side", "400", "--alpha", "1", "--colormap", "inferno", "--normalize",
            "minmax", "-o", "minmax.png")
        try folder.expect("minmax.png", shows: Fixtures.golden("tumor-01.minmax-inferno"), nearTies: true)
    }

    @Test func `overlapping tiles are averaged as in numpy`() async throws {
        _ = try await render(
            Fixtures.slide, Fixtures.model, "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm", "-o",
            "over.png")
        try folder.expect("over.png", shows: Fixtures.golden("small"))
        _ = try await render(
            Fixtures.slide, Fixtures.model, "--score", "attn", "--background", "none", "--colormap", "turbo", "--alpha",
            "0.6", "--max-side", "96", "-o", "none.png")
        try folder.expect("none.png", shows: Fixtures.golden("small.attn-turbo-none"))
    }

    @Test func `without a thumbnail the map is on white, with a longest side of 2000`() async throws {
        _ = try await render(Fixtures.sample("tumor-01"), Fixtures.sampleModel, "-o", "overlay.png")
        let overlay = try folder.image("overlay.png")
        #expect(overlay.size == PixelSize(width: 2000, height: 1043))
        #expect(overlay.channels == .rgb)
        #expect(overlay.pixel(0, 0) == [255, 255, 255])
    }

    @Test func `the background none is transparent outside the tiles`() async throws {
        _ = try await render(
            Fixtures.slide, Fixtures.model, "--thumbnail", Fixtures.thumbnail, "--background", "none", "--alpha", "0.4",
            "-o",
            "none.png")
        let overlay = try folder.image("none.png")
        #expect(overlay.size == PixelSize(width: 96, height: 90))
        #expect(overlay.channels == .rgba)
        #expect(overlay.pixel(0, 0) == [0, 0, 0, 0])
        #expect(overlay.pixel(48, 45)[3] == 102)
    }

    @Test func `the background white only keeps the thumbnail's size`() async throws {
        _ = try await render(
            Fixtures.slide, Fixtures.model, "--thumbnail", Fixtures.thumbnail, "--background", "white", "-o",
            "white.png")
        let overlay = try folder.image("white.png")
        #expect(overlay.size == PixelSize(width: 96, height: 90))
        #expect(overlay.pixel(0, 0) == [255, 255, 255])
    }

    @Test func `the longest side can be chosen`() async throws {
        let (slide, picture) = (Fixtures.sample("tumor-02"), Fixtures.sampleThumbnail("tumor-02"))
        _ = try await render(slide, Fixtures.sampleModel, "--max-side", "300", "-o", "white.png")
        #expect(try folder.image("white.png").size == PixelSize(width: 300, height: 157))
        // The thumbnail has 1176 x 613 pixels. Its sides are already rounded.
        _ = try await render(
            slide, Fixtures.sampleModel, "--thumbnail", picture, "--max-side", "300", "-o", "over.png")
        #expect(try folder.image("over.png").size == PixelSize(width: 300, height: 156))
    }

    @Test func `every colour map and normalisation gives a different picture`() async throws {
        var pictures: Set<[UInt8]> = []
        for colormap in ["coolwarm", "jet", "viridis", "inferno", "magma", "turbo"] {
            for normalization in ["rank", "minmax"] {
                _ = try await render(
                    Fixtures.slide, Fixtures.model, "--colormap", colormap, "--normalize", normalization, "--max-side",
                    "96", "-o", "overlay.png")
                pictures.insert(try folder.image("overlay.png").pixels)
            }
        }
        #expect(pictures.count == 12)
    }

    @Test func `the picture is named after the slide and written to the current folder`() async throws {
        let outcome = try await render(Fixtures.slide, Fixtures.model, "--activation", "ReLU")
        #expect(try folder.names == ["contiguous-f4.overlay.png"])
        #expect(outcome.errors.hasPrefix("contiguous-f4.overlay.png: 64 tiles, cls score, predicted "))
        #expect(outcome.errors.hasSuffix("\n") && outcome.errors.count { $0 == "\n" } == 1)
    }

    @Test func `JSON describes the picture as one object on one line`() async throws {
        let outcome = try await render(
            Fixtures.slide, Fixtures.model, "--json", "--quiet", "--thumbnail", Fixtures.thumbnail, "-o", "overlay.png")
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.count { $0 == "\n" } == 1)
        let summary = try jsonObject(outcome.output)
        #expect(summary["overlay"] as? String == "overlay.png")
        #expect((summary["features"] as? [String: Any])?["name"] as? String == "contiguous-f4.h5")
        #expect(summary["width"] as? Int == 96 && summary["height"] as? Int == 90)
        #expect(summary["tiles"] as? Int == 64)
        let prediction = try #require(summary["prediction"] as? [String: Any])
        #expect((prediction["probabilities"] as? [Double])?.count == 3)
    }

    @Test func `quiet means silent`() async throws {
        let outcome = try await render(Fixtures.slide, Fixtures.model, "--quiet")
        #expect(outcome.output.isEmpty && outcome.errors.isEmpty)
    }

    @Test func `an existing picture is replaced`() async throws {
        try folder.write("an older picture", to: "overlay.png")
        _ = try await render(
            Fixtures.slide, Fixtures.model, "--thumbnail", Fixtures.thumbnail, "--colormap", "coolwarm", "-o",
            "overlay.png")
        try folder.expect("overlay.png", shows: Fixtures.golden("small"))
        #expect(try folder.names == ["overlay.png"])
    }

    /// Returns the scores of a sample.
    private func scoresFile(_ slide: String) async throws -> ScoresFile {
        let arguments = ["score", Fixtures.sample(slide), "--model", Fixtures.sampleModel, "--json"]
        return try ScoresFile(try await Command.run(arguments, in: folder).output)
    }

    /// Calls `body` with the column and row of every pixel of a tile.
    private func forEachPixel(of tile: Int, _ file: ScoresFile, _ canvas: PixelSize, _ body: (Int, Int) -> Void) {
        guard let slide = file.slideSize else { return }
        func pixels(_ axis: Int, _ length: Int) -> Range<Int> {
            func border(_ position: Double) -> Int {
                let scale = Double(length) / Double(slide[axis])
                return min(max(Int((position * scale + 0.5).rounded(.down)), 0), length)
            }
            return border(file.coords[tile][axis])..<border(file.coords[tile][axis] + file.tileSize)
        }
        for y in pixels(1, canvas.height) { for x in pixels(0, canvas.width) { body(x, y) } }
    }
}
