internal import FoundationEssentials
package import Images
internal import Results

extension RenderRecord {
    /// The keyword of the note that holds the record as JSON.
    private static let keyword = "linmil"
    /// The keywords of all notes that linmil writes, and one that version 0.2.0 wrote.
    package static let keywords = ["Software", "Title", keyword, "linmil command"]

    /// What the picture is, for people.
    var title: String {
        let name = FigureText(score.parts(prediction).joined(separator: " ")).characters
        return "\(name) heatmap of \(features.name)"
    }

    /// Returns the notes of a PNG or JPEG file: program and slide for people, the whole record for programs.
    ///
    /// - Parameter resolution: how large a pixel of the picture is on the slide.
    func notes(resolution: PictureResolution?) throws -> PictureNotes {
        let contents = ["linmil \(version)", title, try json()]
        return PictureNotes(
            texts: zip(Self.keywords, contents).map { PictureText($0, $1) }, resolution: resolution, isSRGB: true)
    }

    /// Reads the record of a picture. Returns nil if it has none that this version understands.
    package init?(in notes: PictureNotes) {
        guard let text = notes.texts.first(where: { $0.keyword == Self.keyword }),
            let record = RenderRecord(json: Data(text.text.utf8))
        else { return nil }
        self = record
    }
}
