internal import Images
internal import Rendering
internal import Reports
internal import Results
internal import Slides

/// The whole slide that an overlay was drawn on.
struct RecordedSlide {
    private let slide: WholeSlide
    var path: String { slide.path }

    /// Opens the slide that a record names, if it is the same one; nil where the record names none.
    init?(_ record: SlideRecord, of results: CohortResults) throws {
        guard let recorded = record.picture?.wholeSlide else { return nil }
        let path = record.basis?.sources.wholeSlide ?? recorded.name
        slide = try WholeSlide(path: results.located(path))
        guard FileReference(slide).fingerprint == recorded.fingerprint else {
            throw Changed(kind: "slide", path: path)
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
