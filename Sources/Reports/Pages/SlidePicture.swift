internal import Images

/// The picture of a slide that a page shows: the thumbnail that its overlay was drawn on, or the overlay.
package struct SlidePicture: Sendable {
    enum Kind: String, Sendable, Encodable {
        /// The slide alone: colours are drawn over it by the page.
        case thumbnail
        /// With the colours in it.
        case overlay
    }

    let kind: Kind
    let source: Source
    /// `image/png` or `image/jpeg`.
    let type: String
    /// The name that it has beside a page.
    let name: String

    /// Where its bytes are.
    enum Source: Sendable {
        case file(String)
        case bytes([UInt8])
    }

    /// Returns the PNG file of what lies under an overlay that was drawn on the whole slide; nil for one that was not.
    package typealias WholeSlides = (RenderRecord) throws -> [UInt8]?

    /// What was found for a slide, and what a reader should know of that.
    static func find(
        of record: SlideRecord, _ file: String, in results: CohortResults, _ wholeSlides: WholeSlides
    ) -> (SlidePicture?, String?) {
        guard let picture = record.picture, picture.background == "thumbnail" else { return (nil, nil) }
        let reason: String
        if let thumbnail = picture.thumbnail {
            if let type = type(of: thumbnail.path) {
                let fingerprint = try? Fingerprint(of: thumbnail.path).text()
                if fingerprint == thumbnail.fingerprint {
                    let name = file + (type == "image/png" ? ".png" : ".jpg")
                    return (SlidePicture(kind: .thumbnail, source: .file(thumbnail.path), type: type, name: name), nil)
                }
                reason = "the thumbnail \(thumbnail.path) has changed since"
            } else {
                reason = "the thumbnail \(thumbnail.path) cannot be read from here"
            }
        } else {
            do {
                if let bytes = try wholeSlides(picture) {
                    let name = file + ".png"
                    return (SlidePicture(kind: .thumbnail, source: .bytes(bytes), type: "image/png", name: name), nil)
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
        let path = results.overlay(file)
        guard let size = try? PNGSummary(contentsOf: path).header.size else { return nothing("is missing") }
        // The page lays the region over the whole of the picture.
        guard size == PixelSize(width: picture.width, height: picture.height) else {
            return nothing("is a figure with a margin")
        }
        return (
            SlidePicture(kind: .overlay, source: .file(path), type: "image/png", name: file + ".png"),
            "The overlay is shown as it was drawn, since \(reason): its opacity and colours cannot be changed here, those of "
                + "the map can."
        )
    }

    /// The type that a browser knows a picture by, from its first bytes; nil where it is none that linmil reads.
    private static func type(of path: String) -> String? {
        guard let beginning = try? InputFile.beginning(of: path, count: 8) else { return nil }
        if beginning.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        return beginning.starts(with: [0xFF, 0xD8, 0xFF]) ? "image/jpeg" : nil
    }
}
