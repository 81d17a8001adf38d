internal import Images
internal import Rendering
internal import Reports
internal import Results
internal import Slides

/// The whole slide that an overlay was drawn on.
struct RecordedSlide {
    private let slide: WholeSlide
    var path: String { slide.path }

    /// Opens the slide that a record names; nil if the record does not name one.
    ///
    /// - Throws: `Changed` if the file is not the one that the overlay was drawn on.
    init?(_ record: SlideRecord, of results: CohortResults) throws {
        guard let recorded = record.picture?.wholeSlide else { return nil }
        let path = record.basis?.sources.wholeSlide ?? recorded.name
        slide = try WholeSlide(path: results.located(path))
        guard FileReference(slide).fingerprint == recorded.fingerprint else {
            throw Changed(kind: "slide", path: path)
        }
    }

    /// Returns the slide's picture under the overlay, pixel for pixel, as a PNG file.
    ///
    /// A record can come from anywhere, so its region and size are checked.
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

    /// A file that has changed since the overlay was drawn.
    struct Changed: Error, CustomStringConvertible {
        let kind: String
        let path: String

        var description: String {
            "the \(kind) \(path) has changed since the overlay was drawn; run 'linmil cohort' again, or restore it"
        }
    }

    /// A record whose region or size does not fit the slide.
    private struct Misfit: Error, CustomStringConvertible {
        let path: String
        var description: String { "the region in the overlay's record does not fit the slide \(path)" }
    }
}
