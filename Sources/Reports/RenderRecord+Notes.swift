internal import FoundationEssentials
package import Images

extension RenderRecord {
    /// The keyword under which a picture holds its record as JSON.
    private static let keyword = "linmil"
    /// All keywords of a record's notes.
    package static let keywords = ["Software", "Title", "linmil command", keyword]

    /// The notes of a PNG file: for people, the program, the slide and the command; for programs, the whole record.
    ///
    /// - Parameter resolution: how large a pixel of the picture is on the slide.
    package func notes(resolution: PNGResolution?) throws -> PNGNotes {
        let contents = ["linmil \(version)", "\(score) heatmap of \(features.path)", command, try json()]
        return PNGNotes(
            texts: zip(Self.keywords, contents).map { PNGText($0, $1) }, resolution: resolution, isSRGB: true)
    }

    /// Reads the record of a picture; nil where it has none that this version understands.
    package init?(in notes: PNGNotes) {
        guard let text = notes.texts.first(where: { $0.keyword == Self.keyword }),
            let record = try? JSONDecoder().decode(RenderRecord.self, from: Data(text.text.utf8))
        else { return nil }
        self = record
    }
}
