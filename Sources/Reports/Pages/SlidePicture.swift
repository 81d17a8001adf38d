internal import Images

/// The picture of a slide that a page shows: the thumbnail that its overlay was drawn on, or the overlay.
struct SlidePicture: Sendable {
    enum Kind: String, Sendable, Encodable {
        /// The slide alone: colours are drawn over it by the page.
        case thumbnail
        /// With the colours in it.
        case overlay
    }

    let kind: Kind
    let path: String
    /// `image/png` or `image/jpeg`.
    let type: String
    /// The name that it has beside a page.
    let name: String

    /// What was found for a slide, and what a reader should know of that.
    static func find(of record: SlideRecord, _ file: String, in results: CohortResults) -> (SlidePicture?, String?) {
        guard let picture = record.picture, picture.background == "thumbnail" else { return (nil, nil) }
        var reason = "it was drawn on the whole slide itself"
        if let thumbnail = picture.thumbnail {
            if let type = type(of: thumbnail.path) {
                let fingerprint = try? Fingerprint(of: thumbnail.path).text()
                if fingerprint == thumbnail.fingerprint {
                    let name = file + (type == "image/png" ? ".png" : ".jpg")
                    return (SlidePicture(kind: .thumbnail, path: thumbnail.path, type: type, name: name), nil)
                }
                reason = "the thumbnail \(thumbnail.path) has changed since"
            } else {
                reason = "the thumbnail \(thumbnail.path) cannot be read from here"
            }
        }
        let overlay = results.overlay(file)
        guard let type = type(of: overlay) else {
            return (
                nil,
                "There is no picture of the slide, since \(reason) and the overlay is missing; only the map is shown."
            )
        }
        return (
            SlidePicture(kind: .overlay, path: overlay, type: type, name: file + ".png"),
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
