internal import Files
internal import Images
package import Rendering
internal import Results

/// The picture of a slide in the page: the thumbnail that its overlay was drawn on, or the overlay.
package struct SlidePicture: Sendable {
    enum Kind: String, Sendable, Encodable {
        /// The slide without colours. The page draws them.
        case thumbnail
        /// The overlay, with its colours.
        case overlay
    }

    let kind: Kind
    /// The picture's file, without the metadata that makes a browser turn it. Tiles refer to the pixels as stored.
    let bytes: [UInt8]
    /// `image/png` or `image/jpeg`.
    let type: String
    /// The picture's file name beside a page.
    let name: String

    private init(kind: Kind, bytes: [UInt8], of file: String) {
        let isPNG = FileFormat(of: bytes) == .png
        self.kind = kind
        self.bytes = PictureOrientation.removed(from: bytes)
        type = isPNG ? "image/png" : "image/jpeg"
        name = file + (isPNG ? ".png" : ".jpg")
    }

    /// Returns the picture under an overlay as a PNG file; nil if the overlay was not drawn on the whole slide.
    package typealias WholeSlides = (SlideRecord, RenderRecord) throws -> [UInt8]?

    /// Finds the picture of a slide; nil if there is none. The text is a warning for the reader.
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
                reason = "the thumbnail \(thumbnail.name) has changed"
            } else {
                reason = "the thumbnail \(thumbnail.name) cannot be read"
            }
        } else {
            do {
                if let bytes = try wholeSlides(record, picture) {
                    return (SlidePicture(kind: .thumbnail, bytes: bytes, of: file), nil)
                }
                reason = "its record does not name the picture under it"
            } catch {
                reason = "the slide cannot be read (\(error))"
            }
        }
        return overlay(of: picture, record, file, in: results, since: reason)
    }

    /// Returns the overlay in place of the thumbnail, and a warning.
    private static func overlay(
        of picture: RenderRecord, _ record: SlideRecord, _ file: String, in results: CohortResults, since reason: String
    ) -> (SlidePicture?, String) {
        func nothing(_ why: String) -> (SlidePicture?, String) {
            (nil, "There is no picture of the slide, because \(reason) and the overlay \(why); only the map is shown.")
        }
        let path = results.layout.overlays(file, of: record)[0]
        guard let bytes = read(path), let size = try? PNGSummary(of: bytes, name: path).header.size else {
            return nothing("is missing")
        }
        // The page places the region on the whole picture.
        guard size == PixelSize(width: picture.width, height: picture.height) else {
            return nothing("is a figure with a margin")
        }
        return (
            SlidePicture(kind: .overlay, bytes: bytes, of: file),
            "The overlay is shown as it was drawn, because \(reason): its opacity and colours cannot be changed here, "
                + "but the map's can."
        )
    }

    /// Reads a PNG or JPEG file; nil if it cannot be read.
    private static func read(_ path: String) -> [UInt8]? {
        try? ImageFile.bytes(of: path) { beginning, path throws(ImageError) in
            let format = FileFormat(of: beginning)
            guard format == .png || format == .jpeg else {
                throw .notAnImage(path: path, kind: format?.description)
            }
        }
    }
}
