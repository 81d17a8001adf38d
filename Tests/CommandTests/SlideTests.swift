import Foundation
import Images
import Testing

@testable import Slides

/// Whole slides, through OpenSlide.
@Suite(.enabled(if: Fixtures.hasOpenSlide, "libopenslide0 is not installed: slides cannot be opened"))
struct `A slide that OpenSlide opens` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static let slides = Fixtures.slidesFolder
    private static let tiles = Fixtures.folder + "/layouts/leica.h5"

    private func run(_ arguments: [String]) async throws -> Command.Outcome {
        let outcome = try await Command.run(arguments, in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        return outcome
    }

    /// The start and end of a tile of 32 px in the scanned region, which begins at (120, 60).
    private func isTile(_ x: Int, _ y: Int) -> Bool { (x / 32 + y / 32) % 3 != 0 }

    @Test func `shows the scanned region with the tiles in place`() async throws {
        _ = try await run(
            [
                "render", Self.tiles, "--model", Fixtures.model, "--slide", Self.slides + "leica.scn", "--background",
                "none", "-o", "map.png",
            ])
        let map = try folder.image("map.png")
        try #require(map.size == PixelSize(width: 320, height: 192))
        for y in 0..<192 {
            for x in 0..<320 where (map.pixel(x, y)[3] > 0) != isTile(x, y) {
                Issue.record("pixel (\(x), \(y))")
                return
            }
        }
    }

    @Test func `keeps its own pixels outside the tiles`() async throws {
        let outcome = try await run(
            [
                "render", Self.tiles, "--model", Fixtures.model, "--slide", Self.slides + "leica.scn", "--max-side",
                "80", "--json", "-o", "overlay.png",
            ])
        let overlay = try folder.image("overlay.png")
        // The pixels that openslide-python reads from the level that is four times smaller.
        let scanned = try Image(contentsOf: Self.slides + "leica-scanned.png")
        try #require(overlay.size == scanned.size)
        for y in 0..<48 {
            for x in 0..<80 where !isTile(4 * x, 4 * y) && overlay.pixel(x, y) != scanned.pixel(x, y) {
                Issue.record("pixel (\(x), \(y))")
                return
            }
        }
        #expect(try jsonObject(outcome.output)["region"] as? [Int] == [120, 60, 320, 192])
    }

    @Test func `does not guess what a thumbnail shows if two answers fit`() async throws {
        // The scanned region has the same aspect as the slide.
        let outcome = try await run(
            [
                "render", Self.tiles, "--model", Fixtures.model, "--slide", Self.slides + "leica.scn", "--thumbnail",
                Self.slides + "leica-scanned.png", "-o", "overlay.png",
            ])
        #expect(outcome.errors.contains("taken for one of the whole slide of 800x480 px"))
        #expect(outcome.errors.contains("320x192 at (120, 60)"))
    }

    @Test func `gives the resolution that STAMP's micrometres need`() async throws {
        let stamp = Fixtures.folder + "/layouts/stamp/small.h5"
        let failed = try await Command.run(
            ["render", stamp, "--model", Fixtures.model, "--slide", Self.slides + "generic.tif", "-o", "o.png"],
            in: folder)
        #expect(failed.failed && failed.errors.contains("generic.tif does not say its resolution; give --mpp"))
        #expect(!failed.errors.contains("--slide"))
        let tags = Self.slides + "../resolutions/centimetre.tif"
        let page = try await run(["inspect", stamp, "--slide", tags]).output
        #expect(page.contains("0.5 micrometres per pixel, from its TIFF resolution tags of \(tags)"), "\(page)")
        let outside = try await Command.run(
            ["render", stamp, "--model", Fixtures.model, "--slide", Self.slides + "aperio.svs", "-o", "o.png"],
            in: folder)
        #expect(outside.failed && outside.errors.contains("outside the slide of 384x256 px"))
    }

    @Test func `is described by inspect`() async throws {
        let page = try await run(["inspect", Self.slides + "aperio.svs"]).output
        for words in [
            "slide (aperio, by OpenSlide", "384x256 level-0 px", "0.2501 micrometres", "40x", "level 1", "1 : 4",
        ] {
            #expect(page.contains(words), "\(page)")
        }
        let leica = try await run(["inspect", Self.slides + "leica.scn", "--json"]).output
        #expect(leica.contains("320x192 at (120, 60)"))
    }

    @Test func `gives its size and resolution to a features file`() async throws {
        let page = try await run(["inspect", Self.tiles, "--slide", Self.slides + "leica.scn"]).output
        for words in [
            "800x480 level-0 px, from ", "leica.scn", "nothing: the slide gives size, resolution and picture",
        ] {
            #expect(page.contains(words), "\(page)")
        }
    }

    @Test(arguments: ["text", "truncated", "not-tiled", "damaged-tile"])
    func `is refused if it is damaged or no slide`(fault: String) async throws {
        let slide = Fixtures.slidesFolder + "../slide-faults/\(fault)/slide.tif"
        let outcome = try await Command.run(
            ["render", Fixtures.slide, "--model", Fixtures.model, "--slide", slide, "--tile-size", "1", "-o", "o.png"],
            in: folder)
        #expect(outcome.failed, "\(outcome.errors)")
        #expect(outcome.errors.count { $0 == "\n" } == 1)
        #expect(try folder.names.isEmpty)
    }
}

extension Fixtures {
    static let slidesFolder = folder + "/../../SlidesTests/Fixtures/slides/"
    static let hasOpenSlide = (try? WholeSlide(path: slidesFolder + "aperio.svs")) != nil
}
