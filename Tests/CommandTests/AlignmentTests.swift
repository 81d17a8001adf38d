import Images
import Testing

/// Rectangles at known level-0 positions cover exactly the right pixels of a thumbnail, even if the scale is no
/// integer.
@Suite struct `Tiles on their thumbnail` {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    @Test(arguments: ["of-32.02", "of-7.77", "of-0.6", "of-13.1-narrow"])
    func `cover the pixels that are more than half inside, and no others`(scale: String) async throws {
        let (slide, picture) = (
            Fixtures.folder + "/alignment/\(scale)/slide.h5", Fixtures.folder + "/alignment/\(scale)/thumbnail.png"
        )
        let outcome = try await Command.run(
            [
                "render", slide, "--model", Fixtures.model, "--thumbnail", picture, "--background", "none", "-o",
                "map.png",
            ], in: folder)
        try #require(outcome.succeeded, "\(outcome.errors)")
        let (thumbnail, map) = (try Image(contentsOf: picture), try folder.image("map.png"))
        try #require(map.size == thumbnail.size && map.channels == .rgba)
        var (covered, wrong) = (0, 0)
        for pixel in 0..<map.width * map.height {
            // How much of the pixel's width and height is on a tile, out of 255. Exactly half may go either way.
            let (across, down) = (thumbnail.pixels[3 * pixel], thumbnail.pixels[3 * pixel + 1])
            let isCovered = map.pixels[4 * pixel + 3] > 0
            covered += isCovered ? 1 : 0
            if across > 128, down > 128 { wrong += isCovered ? 0 : 1 }
            if across < 127 || down < 127 { wrong += isCovered ? 1 : 0 }
        }
        #expect(wrong == 0)
        #expect(covered > 500)
    }
}
