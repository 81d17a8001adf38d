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
        guard overlay.region.count == 4, let count = size.pixelCount, count <= Image.maximumPixelCount else {
            throw Misfit(path: slide.path)
        }
        let (x, y, width, height) = (overlay.region[0], overlay.region[1], overlay.region[2], overlay.region[3])
        guard (1...slide.size.width).contains(width), (1...slide.size.height).contains(height),
            (0...slide.size.width - width).contains(x), (0...slide.size.height - height).contains(y)
        else { throw Misfit(path: slide.path) }
        return try slide.picture(of: SlideRegion(x: x, y: y, width: width, height: height), size: size).encodedPNG()
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
