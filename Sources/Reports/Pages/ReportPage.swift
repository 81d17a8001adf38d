internal import Files
internal import Foundation
internal import Images
package import Rendering
internal import Results

/// A cohort as one page of HTML: a table of its slides, and a page for each of them.
///
/// The page needs nothing but itself, and a browser decodes of it only what is looked at. It is written slide after
/// slide; the same folder gives the same bytes.
package struct ReportPage {
    private let results: CohortResults
    private let title: String
    private let version: String
    private let linked: Bool
    private let wholeSlides: SlidePicture.WholeSlides
    private let command: (RenderRecord, String) -> String

    /// Prepares a page.
    ///
    /// - Parameters:
    ///   - linked: whether pictures are put into a folder beside the page.
    ///   - command: the words that draw a recorded picture again, under the name that is given.
    ///   - wholeSlides: makes the picture of a slide without a thumbnail.
    package init(
        of results: CohortResults, title: String, version: String, linked: Bool = false,
        command: @escaping (RenderRecord, String) -> String,
        wholeSlides: @escaping SlidePicture.WholeSlides = { _, _ in nil }
    ) {
        (self.results, self.title, self.version, self.linked) = (results, title, version, linked)
        (self.wholeSlides, self.command) = (wholeSlides, command)
    }

    /// What was written.
    package struct Summary: Sendable {
        package var slides = 0
        package var failed = 0
        /// What a person should know, a sentence each.
        package var warnings: [String] = []
    }

    /// The folder of a page's pictures: `report-pictures` of `report.html`.
    package static func pictureFolder(of path: String) -> String {
        (path.hasSuffix(".html") ? String(path.dropLast(5)) : path) + "-pictures"
    }

    /// Writes the page to a file that appears whole or not at all.
    package func write(to path: String) throws -> Summary {
        var file = try OutputFile(path: path)
        let text = try PageText()
        var page = CohortPage(title: title, version: version, text: text, linked: linked)
        for (place, name) in results.files.enumerated() { page.add(results.read(name), file: name, place: place) }
        try file.write(text.render(page))

        var summary = Summary(slides: page.rows.count, failed: page.failures.count)
        if linked { try Self.makeFolder(Self.pictureFolder(of: path)) }
        for row in page.rows {
            let warnings = try write(row.file, row.place, beside: path, to: &file)
            summary.warnings += warnings.map { "\(row.file): \($0)" }
        }
        try file.write("</body>\n</html>\n")
        try file.commit()
        return summary
    }

    /// Writes one slide's data and picture, and returns what is to be said of them.
    private func write(
        _ name: String, _ place: Int, beside path: String, to file: inout OutputFile
    ) throws -> [String] {
        let record = results.read(name)
        var warnings: [String] = []
        let (picture, remark) = SlidePicture.find(of: record, name, in: results, wholeSlides)
        if let remark { warnings.append(remark) }
        if record.picture == nil {
            warnings.append("Its overlay is not drawn yet, so the map is by rank; run 'linmil cohort' to its end.")
        }
        var scores: SlideResult?
        do { scores = try SlideResult(readingJSONFrom: results.layout.scores(name)) } catch {
            warnings.append("There is no map: \(error).")
        }
        var link: String?
        if linked, let picture {
            let folder = Self.pictureFolder(of: path)
            var copy = try OutputFile(path: "\(folder)/\(picture.name)")
            try copy.write(picture.bytes.span)
            try copy.commit()
            link = [URL(filePath: folder).lastPathComponent, picture.name].map(AddressText.encoded)
                .joined(separator: "/")
        }
        let data = SlideData(
            record, file: name, scores: scores, picture: picture, link: link,
            command: record.picture.map { command($0, name + ".png") }, warnings: warnings)
        try file.write("<script type=\"application/json\" id=\"slide-\(place)\">\(ScriptData.text(data))</script>\n")
        if let picture, !linked {
            try file.write("<script type=\"text/plain\" id=\"picture-\(place)\">")
            try file.write(LetterPairs.text(picture.bytes))
            try file.write("</script>\n")
        }
        return warnings
    }

    private static func makeFolder(_ path: String) throws {
        var isFolder: ObjCBool = false
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw ReportError.noPictureFolder(path: path)
        }
    }
}
