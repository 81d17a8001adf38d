internal import Images
internal import Reports
internal import Slides

/// The whole slide that an overlay was drawn on.
struct RecordedSlide {
    private let slide: WholeSlide
    var path: String { slide.path }

    /// Opens a slide that a record names, if it is the very one.
    init(_ input: RenderRecord.Input, of results: CohortResults) throws {
        slide = try WholeSlide(path: results.located(input.path))
        guard RenderRecord.Input(slide).fingerprint == input.fingerprint else {
            throw Changed(kind: "slide", path: input.path)
        }
    }

    /// What lies under the overlay, pixel for pixel, as a PNG file.
    ///
    /// The record may come from anywhere: what it says of region and size is checked.
    func picture(under overlay: RenderRecord) throws -> [UInt8] {
        let size = PixelSize(width: overlay.width, height: overlay.height)
        let sides = 1...max(slide.size.width, slide.size.height)
        guard overlay.region.count == 4, sides.contains(overlay.region[2]), sides.contains(overlay.region[3]),
            (0...slide.size.width - overlay.region[2]).contains(overlay.region[0]),
            (0...slide.size.height - overlay.region[3]).contains(overlay.region[1]),
            let count = size.pixelCount, count <= Image.maximumPixelCount
        else { throw Misfit(path: slide.path) }
        let region = SlideRegion(
            x: overlay.region[0], y: overlay.region[1], width: overlay.region[2], height: overlay.region[3])
        return try slide.picture(of: region, size: size).encodedPNG()
    }

    /// A file that is not what it was when the overlay was drawn.
    struct Changed: Error, CustomStringConvertible {
        let kind: String
        let path: String

        var description: String {
            "the \(kind) \(path) is another than the overlay was drawn on; run 'linmil cohort' again, or put the old one back"
        }
    }

    /// A record whose region lies outside of the slide.
    private struct Misfit: Error, CustomStringConvertible {
        let path: String
        var description: String { "the overlay's record has a region that \(path) does not have" }
    }
}
