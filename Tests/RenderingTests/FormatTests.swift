import Foundation
import Heatmaps
import Images
import LinMIL
import Results
import Slides
import Testing

@testable import Rendering

@Suite struct `The format of a picture` {
    private static let origins: [SIMD2<Double>] = [[0, 0], [512, 0], [1024, 512]]
    private static let result = SlideResult(
        features: FileReference("slide.h5", fingerprint: nil), score: .model(Score(.cls, block: 1)), scores: [1, 2, 3],
        origins: origins, tileSide: 512)

    private static func canvas(_ format: PictureFormat, _ change: (inout RenderSettings) -> Void = { _ in }) throws -> (
        Canvas, RenderSettings
    ) {
        var settings = RenderSettings()
        change(&settings)
        let tiles = try TileGrid(origins: origins, side: 512, slideSize: SlideSize("1536x1024"), path: "slide.h5")
        return (try Canvas(tiles, of: "slide.h5", picture: picture(90, 60), settings: settings, as: format), settings)
    }

    @Test(arguments: [
        ("a.png", PictureFormat.png), ("A.JPG", .jpeg), ("d.d/a.b.jpeg", .jpeg), ("a.svg", .svg), ("a.Pdf", .pdf),
        ("a.ome.tif", .omeTIFF), ("a.OME.TIFF", .omeTIFF), ("a.tif", nil), ("a.tiff", nil), (".png", nil),
        ("d/.ome.tif", nil),
        ("png", nil), ("a.png/", nil), ("a.png.txt", nil), ("", nil),
    ]) func `is what the name's ending says`(path: String, format: PictureFormat?) {
        #expect(PictureFormat(path: path) == format)
    }

    @Test func `is never another than the name says`() throws {
        let (canvas, settings) = try Self.canvas(.png)
        let rendering = try Rendering(Self.result, on: canvas, settings: settings)
        let path = FileManager.default.temporaryDirectory.path + "/linmil-\(UUID().uuidString).jpg"
        #expect(throws: RenderingError.otherEnding(path: path, .png)) { try rendering.write(to: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `refuses what it cannot hold`() throws {
        let changes: [(PictureFormat, (inout RenderSettings) -> Void, String)] = [
            (.jpeg, { $0.ground = .transparent }, "transparency"), (.png, { $0.values = true }, "scores as numbers"),
            (.omeTIFF, { $0.legend = true }, "text"),
            (.omeTIFF, { ($0.values, $0.style) = (true, .smooth) }, "another style"),
        ]
        for (format, change, words) in changes {
            let (canvas, settings) = try Self.canvas(format, change)
            let error = #expect(throws: RenderingError.self) {
                _ = try Rendering(Self.result, on: canvas, settings: settings)
            }
            guard case .unsuitable(format, let what, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(what.contains(words))
        }
    }

    @Test func `with a map alone needs only the picture's size, or more pixels than it has`() throws {
        #expect(try Self.canvas(.omeTIFF).0.background.size == PixelSize(width: 90, height: 60))
        let (large, _) = try Self.canvas(.omeTIFF) { $0.maxSide = 1200 }
        #expect(large.background.size == PixelSize(width: 1200, height: 800) && large.ground == .transparent)
        #expect(try Self.canvas(.png) { $0.maxSide = 1200 }.0.background.size == PixelSize(width: 90, height: 60))
    }

    @Test func `of OME-TIFF says how large a pixel is, and where the picture begins`() throws {
        let (canvas, settings) = try Self.canvas(.omeTIFF)
        let rendering = try Rendering(Self.result, on: canvas, settings: settings)
        var record = try rendering.record(RecordedInputs(canvas: canvas))
        (record.region, record.mpp) = ([1000, 2000, 1536, 1024], 0.25)
        let xml = try OMEDescription(record: record, title: "a < \"b\"", pixel: (4.5, 4)).xml()
        for words in [
            "Name=\"a &lt; &quot;b&quot;\"", "PhysicalSizeX=\"4.5\"", "PhysicalSizeY=\"4.0\"",
            "PositionX=\"250.0\" PositionXUnit=\"µm\" PositionY=\"500.0\"",
        ] { #expect(xml.contains(words)) }
        // Without a resolution, it has neither.
        let bare = try OMEDescription(record: record, title: "", pixel: nil).xml()
        #expect(!bare.contains("PhysicalSize") && !bare.contains("Position"))
    }
}
