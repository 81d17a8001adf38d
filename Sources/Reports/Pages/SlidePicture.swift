internal import Files
internal import Images
internal import Rendering
internal import Results
internal import Slides

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

    /// Finds the picture of a slide; nil if there is none. The text is a warning for the reader.
    ///
    /// The slide itself takes the place of a thumbnail that is missing or has changed, and of one that there never was.
    static func find(
        of record: SlideRecord, _ file: String, in results: CohortResults, _ slide: OpenedSlide
    ) -> (SlidePicture?, String?) {
        guard let picture = record.picture else { return (nil, nil) }
        guard picture.background == .thumbnail else {
            let bytes = slide.isAsked ? try? slide.get().flatMap { try Self.bytes(of: $0, under: picture) } : nil
            return (bytes.map { SlidePicture(kind: .thumbnail, bytes: $0, of: file) }, nil)
        }
        var reason: String
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
            reason = "its record does not name the picture under it"
        }
        do {
            if let bytes = try slide.get().map({ try Self.bytes(of: $0, under: picture) }) {
                return (SlidePicture(kind: .thumbnail, bytes: bytes, of: file), nil)
            }
        } catch {
            if picture.thumbnail == nil { reason = "the slide cannot be read (\(error))" }
        }
        return overlay(of: picture, record, file, in: results, since: reason)
    }

    /// Returns a slide's picture under an overlay, pixel for pixel, as a PNG file.
    ///
    /// A record can come from anywhere, so its region and size are checked.
    private static func bytes(of slide: WholeSlide, under overlay: RenderRecord) throws -> [UInt8] {
        let size = PixelSize(width: overlay.width, height: overlay.height)
        guard let region = overlay.shown, region.isInside(slide.size), let count = size.pixelCount,
            count <= Image.maximumPixelCount
        else { throw Misfit(path: slide.path) }
        return try slide.picture(of: region, size: size).encodedPNG()
    }

    /// A record whose region or size does not fit the slide.
    private struct Misfit: Error, CustomStringConvertible {
        let path: String
        var description: String { "the region in the overlay's record does not fit the slide \(path)" }
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
