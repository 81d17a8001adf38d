import Foundation
import Images
import LinMIL
import Results
import Slides
import Testing

@testable import Rendering

/// A picture in memory is placed as a thumbnail's file is.
@Suite struct `A canvas of a picture in memory` {
    private static let origins: [SIMD2<Double>] = [[0, 0], [512, 0], [1024, 512]]
    private static let result = SlideResult(
        features: FileReference("slide.h5", fingerprint: nil), score: .model(Score(.cls, block: 1)), scores: [1, 2, 3],
        origins: origins, tileSide: 512)

    private static func tiles(_ size: SlideSize?) throws -> TileGrid {
        try TileGrid(origins: origins, side: 512, slideSize: size, path: "slide.h5")
    }

    @Test(arguments: [nil, 90, 30], [Image.Channels.rgb, .rgba])
    func `gives the pixels of its file`(maxSide: Int?, channels: Image.Channels) throws {
        let image = picture(90, 60, channels: channels)
        let path = FileManager.default.temporaryDirectory.path + "/linmil-\(UUID().uuidString).png"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try image.writePNG(to: path)
        let tiles = try Self.tiles(SlideSize("1536x1024"))
        var settings = RenderSettings()
        settings.maxSide = maxSide
        let file = try Canvas(tiles, of: "slide.h5", thumbnail: path, settings: settings)
        let memory = try Canvas(tiles, of: "slide.h5", picture: image, settings: settings)
        #expect(file.region == memory.region && file.warnings == memory.warnings)
        let drawn = try [file, memory].map { try Rendering(Self.result, on: $0, settings: settings).drawn() }
        #expect(drawn[0] == drawn[1])
        // There is no file that a record could name.
        #expect(memory.thumbnail == nil && file.thumbnail == path)
    }

    @Test func `needs the slide's size and its proportions`() throws {
        #expect(throws: RenderingError.unknownSlideSize(path: "slide.h5")) {
            _ = try Canvas(Self.tiles(nil), of: "slide.h5", picture: picture(90, 60))
        }
        let error = #expect(throws: SlideError.self) {
            _ = try Canvas(
                Self.tiles(SlideSize("1536x4096")), of: "slide.h5", picture: picture(90, 60), called: "array")
        }
        guard case .thumbnailAspect(path: "array", width: 90, height: 60, _, _, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `is white without one, whatever lies near the features`() throws {
        // A thumbnail as TRIDENT leaves it.
        let folder = FileManager.default.temporaryDirectory.path + "/linmil-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/thumbnails", withIntermediateDirectories: true)
        try picture(90, 60).writePNG(to: folder + "/thumbnails/slide.png")
        let tiles = try Self.tiles(SlideSize("1536x1024"))
        let near = try Canvas(tiles, of: folder + "/slide.h5")
        let none = try Canvas(tiles, of: folder + "/slide.h5", picture: nil)
        #expect(near.found != nil && none.found == nil)
        #expect(none.ground == .white && near.ground == .thumbnail)
    }
}
