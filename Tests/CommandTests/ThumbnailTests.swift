import Foundation
import Images
import Testing

/// Thumbnails that were found beside the features, that are turned, and that show a part of the slide.
@Suite struct `A thumbnail` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private static let job = Fixtures.folder + "/layouts/trident"
    private static let features = "trident/20x_320px_64px_overlap/features_uni_v1/small.h5"
    private static let found = "trident/thumbnails/small.png"
    private static let onWhite = "a thumbnail beside it was not used, so the map is drawn on white"

    private func render(_ options: [String]) async throws -> Command.Outcome {
        try await Command.run(
            ["render", Self.features, "--model", Fixtures.model, "-o", "overlay.png"] + options, in: folder)
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: folder.path + "/" + name))
    }

    @Test func `that was found and cannot be read is a warning, and the map is drawn on white`() async throws {
        try folder.gather(Self.job)
        let bytes = try folder.bytes(of: Self.found)
        try write(Array(bytes.prefix(bytes.count / 2)), to: Self.found)
        let outcome = try await render([])
        #expect(outcome.succeeded && outcome.errors.contains(Self.onWhite), "\(outcome.errors)")
        #expect(outcome.errors.contains("small.png: is a damaged image"))
        #expect(outcome.errors.contains("give another with --thumbnail, or the slide itself with --slide"))
        #expect(try folder.image("overlay.png").pixel(0, 0) == [255, 255, 255])
        // The record does not tell folders.
        let record = try await Command.run(["inspect", "overlay.png"], in: folder).output
        #expect(record.contains("small.h5: \(Self.onWhite) (small.png: is a damaged image"), "\(record)")
    }

    @Test func `that was found is in the command that inspect prints, and the command draws over it`() async throws {
        try folder.gather(Self.job)
        let page = try await Command.run(["inspect", Self.features, "--mpp", "0.25"], in: folder).output
        let line = "linmil render \(Self.features) --model MODEL --mpp 0.25 --thumbnail \(Self.found)"
        #expect(page.contains("command") && page.contains("  \(line)\n"), "\(page)")
        _ = try await render([])
        let words = line.replacing("MODEL", with: Fixtures.model).split(separator: " ").dropFirst().map(String.init)
        let drawn = try await Command.run(words + ["-o", "again.png"], in: folder)
        #expect(drawn.succeeded)
        #expect(try folder.image("again.png") == folder.image("overlay.png"))
        // So is the command of a picture that was drawn over it.
        let record = try await Command.run(["inspect", "overlay.png"], in: folder).output
        #expect(record.contains("--thumbnail small.png"))
    }

    @Test func `that is asked for and cannot be read is an error`() async throws {
        try folder.gather(Self.job)
        try write([1, 2, 3], to: Self.found)
        for options in [["--thumbnail", Self.found], ["--background", "thumbnail"]] {
            let outcome = try await render(options)
            #expect(outcome.failed && outcome.errors.contains("does not begin like an image"), "\(outcome.errors)")
        }
    }

    @Test func `that was found for a slide of a cohort and cannot be read costs the picture alone`() async throws {
        try folder.gather(Self.job)
        try write([1, 2, 3], to: Self.found)
        let features = Self.features.replacing("/small.h5", with: "")
        for range in [[], ["--scale", "cohort"]] as [[String]] {
            let outcome = try await Command.run(
                ["cohort", features, "--model", Fixtures.model, "-o", "out", "--jobs", "1"] + range, in: folder)
            #expect(outcome.succeeded, "\(outcome.errors)")
            #expect(try folder.image("out/overlays/small.png").pixel(0, 0) == [255, 255, 255])
            let record = String(decoding: try folder.bytes(of: "out/records/small.json"), as: UTF8.self)
            #expect(record.contains(Self.onWhite), "\(record)")
        }
    }

    @Test(arguments: [false, true]) func `that was turned by 90 degrees is refused with that word`(found: Bool)
        async throws
    {
        try folder.gather(Self.job)
        let image = try Image(contentsOf: Fixtures.thumbnail)
        let size = PixelSize(width: image.height, height: image.width)
        var pixels: [UInt8] = []
        for y in 0..<size.height {
            for x in 0..<size.width {
                let start = image.channels.rawValue * ((image.height - 1 - x) * image.width + y)
                pixels += image.pixels[start..<start + image.channels.rawValue]
            }
        }
        try Image(size: size, channels: image.channels, pixels: pixels).writePNG(to: folder.path + "/" + Self.found)
        let outcome = try await render(found ? [] : ["--thumbnail", Self.found])
        #expect(outcome.failed, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "another aspect than the slide of 4800x4500 px (its sides look exchanged: was it turned?); turn it back"
            ))
    }

    @Test func `of the scanned part is refused with the option that places it`() async throws {
        try folder.gather(Self.job)
        let image = Image(
            size: PixelSize(width: 100, height: 200), channels: .rgb, pixels: [UInt8](repeating: 255, count: 60_000))
        try image.writePNG(to: folder.path + "/part.png")
        let outcome = try await render(["--thumbnail", "part.png"])
        #expect(
            outcome.failed
                && outcome.errors.contains(
                    "only the scanned part (MIRAX, Leica), give the slide itself too with --slide")
        )
    }

    @Test func `is averaged to the size that is asked for`() async throws {
        try folder.gather(Self.job)
        let outcome = try await render(["--max-side", "50", "--alpha", "0"])
        #expect(outcome.succeeded, "\(outcome.errors)")
        let image = try Image(contentsOf: Fixtures.thumbnail)
        #expect(
            try folder.image("overlay.png").pixels
                == image.resized(to: image.size.fitted(toLongestSide: 50)).flattenedOnWhite().pixels)
    }
}
