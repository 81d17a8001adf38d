internal import Files
internal import Images
package import Rendering
internal import Results

/// The picture of a slide that a page shows: the thumbnail that its overlay was drawn on, or the overlay.
package struct SlidePicture: Sendable {
    enum Kind: String, Sendable, Encodable {
        /// The slide alone: colours are drawn over it by the page.
        case thumbnail
        /// With the colours in it.
        case overlay
    }

    let kind: Kind
    /// Its file, without what would make a browser turn it: tiles lie on its pixels as they are stored.
    let bytes: [UInt8]
    /// `image/png` or `image/jpeg`.
    let type: String
    /// The name that it has beside a page.
    let name: String

    private init(kind: Kind, bytes: [UInt8], of file: String) {
        let isPNG = FileFormat(of: bytes) == .png
        self.kind = kind
        self.bytes = PictureOrientation.removed(from: bytes)
        type = isPNG ? "image/png" : "image/jpeg"
        name = file + (isPNG ? ".png" : ".jpg")
    }

    /// Returns the PNG file of what lies under an overlay that was drawn on the whole slide; nil for one that was not.
    package typealias WholeSlides = (SlideRecord, RenderRecord) throws -> [UInt8]?

    /// What was found for a slide, and what a reader should know of that.
    static func find(
        of record: SlideRecord, _ file: String, in results: CohortResults, _ wholeSlides: WholeSlides
    ) -> (SlidePicture?, String?) {
        guard let picture = record.picture, picture.background == .thumbnail else { return (nil, nil) }
        let reason: String
        if let thumbnail = picture.thumbnail {
            if let bytes = read(results.located(record.pictureInputs.first?.path ?? thumbnail.name)) {
                if Fingerprint.text(of: bytes) == thumbnail.fingerprint {
                    return (SlidePicture(kind: .thumbnail, bytes: bytes, of: file), nil)
                }
                reason = "the thumbnail \(thumbnail.name) has changed since"
            } else {
                reason = "the thumbnail \(thumbnail.name) cannot be read from here"
            }
        } else {
            do {
                if let bytes = try wholeSlides(record, picture) {
                    return (SlidePicture(kind: .thumbnail, bytes: bytes, of: file), nil)
                }
                reason = "nothing is known of what it was drawn on"
            } catch {
                reason = "the slide cannot be read from here (\(error))"
            }
        }
        return overlay(of: picture, file, in: results, since: reason)
    }

    /// The overlay in the thumbnail's place.
    private static func overlay(
        of picture: RenderRecord, _ file: String, in results: CohortResults, since reason: String
    ) -> (SlidePicture?, String) {
        func nothing(_ why: String) -> (SlidePicture?, String) {
            (nil, "There is no picture of the slide, since \(reason) and the overlay \(why); only the map is shown.")
        }
        let path = results.layout.overlay(file)
        guard let bytes = read(path), let size = try? PNGSummary(of: bytes, name: path).header.size else {
            return nothing("is missing")
        }
        // The page lays the region over the whole of the picture.
        guard size == PixelSize(width: picture.width, height: picture.height) else {
            return nothing("is a figure with a margin")
        }
        return (
            SlidePicture(kind: .overlay, bytes: bytes, of: file),
            "The overlay is shown as it was drawn, since \(reason): its opacity and colours cannot be changed here, those of "
                + "the map can."
        )
    }

    /// Reads a picture of a kind that linmil reads; nil where there is none.
    private static func read(_ path: String) -> [UInt8]? {
        try? ImageFile.bytes(of: path) { beginning throws(ImageError) in
            let format = FileFormat(of: beginning)
            guard format == .png || format == .jpeg else {
                throw .notAnImage(path: path, kind: format?.description)
            }
        }
    }
}
