package import Slides
internal import Files
internal import FoundationEssentials
internal import Images
package import Rendering
internal import Results

/// A cohort as one HTML page: a table of its slides, and a page for each slide.
///
/// The page loads nothing from elsewhere, and a browser decodes a slide only when it is shown. The page is written
/// slide by slide. The same folder gives the same bytes.
package struct ReportPage {
    private let results: CohortResults
    private let title: String
    private let version: String
    private let linked: Bool
    private let slides: Slides?
    private let deep: DeepZoom?
    private let command: (RenderRecord, String) -> String

    /// The whole slides, where a page may read them.
    package struct Slides {
        /// Whether the user has asked for them, so that a missing one is worth a warning.
        let areAsked: Bool
        /// Opens a slide; nil if there is no file.
        let open: (SlideRecord) throws -> WholeSlide?
        /// Returns the sentence for an error about a slide's file.
        let sentence: (any Error) -> String
        /// Takes a line about a slide whose tiles were made, because that takes a while.
        let tell: (String) -> Void

        package init(
            areAsked: Bool, open: @escaping (SlideRecord) throws -> WholeSlide?,
            sentence: @escaping (any Error) -> String = { "\($0)" }, tell: @escaping (String) -> Void = { _ in }
        ) {
            (self.areAsked, self.open, self.sentence, self.tell) = (areAsked, open, sentence, tell)
        }
    }

    /// Prepares a page.
    ///
    /// - Parameters:
    ///   - results: the cohort's folder.
    ///   - title: the title of the page.
    ///   - version: the version of linmil that the page names.
    ///   - linked: whether to put the pictures into a folder beside the page.
    ///   - command: returns the command that draws a recorded picture again, with the given output.
    ///   - slides: the whole slides; nil if the page does without.
    ///   - deep: how closely the page shows the slides; nil for a page that shows its pictures alone.
    package init(
        of results: CohortResults, title: String, version: String, linked: Bool = false,
        command: @escaping (RenderRecord, String) -> String,
        slides: Slides? = nil, deep: DeepZoom? = nil
    ) {
        (self.results, self.title, self.version, self.linked) = (results, title, version, linked)
        (self.slides, self.deep, self.command) = (slides, deep, command)
    }

    /// What was written.
    package struct Summary: Sendable {
        package var slides = 0
        package var failed = 0
        /// Warnings for the user, one sentence each.
        package var warnings: [String] = []
    }

    /// Returns the folder for a page's pictures: `report-pictures` for `report.html`.
    package static func pictureFolder(of path: String) -> String {
        folder(of: path, "pictures")
    }

    /// Returns the folder for the tiles of a page's slides: `report-deep` for `report.html`.
    package static func deepFolder(of path: String) -> String { folder(of: path, "deep") }

    private static func folder(of path: String, _ kind: String) -> String {
        (path.hasSuffix(".html") ? String(path.dropLast(5)) : path) + "-" + kind
    }

    /// Writes the page to a file that appears whole or not at all.
    package func write(to path: String) throws -> Summary {
        var file = try OutputFile(path: path)
        let text = try PageText(hasCurves: results.evaluation != nil, hasCases: results.hasCases)
        var page = CohortPage(title: title, version: version, text: text, linked: linked, deep: deep != nil)
        page.warnings = results.warnings + [MissingPictures.warning(in: results)].compactMap(\.self)
        for (place, name) in results.files.enumerated() { page.add(results.read(name), file: name, place: place) }
        if let evaluation = results.evaluation { try page.add(evaluation) }
        page.addCases()
        try file.write(text.render(page))

        var summary = Summary(slides: page.rows.count, failed: page.failures.count)
        if linked { try Self.makeFolder(Self.pictureFolder(of: path)) }
        if deep != nil { try Self.makeFolder(Self.deepFolder(of: path)) }
        for row in page.rows {
            let warnings = try write(row.file, row.place, beside: path, to: &file)
            summary.warnings += warnings.map { "\(row.file): \($0)" }
        }
        try file.write("</body>\n</html>\n")
        try file.commit()
        return summary
    }

    /// Writes the data and the picture of one slide, and returns warnings.
    private func write(
        _ name: String, _ place: Int, beside path: String, to file: inout OutputFile
    ) throws -> [String] {
        let record = results.read(name)
        var warnings: [String] = []
        let slide = OpenedSlide(isAsked: slides?.areAsked ?? false) { try slides?.open(record) }
        let (picture, remark) = SlidePicture.find(of: record, name, in: results, slide)
        if let remark { warnings.append(remark) }
        if record.picture == nil {
            warnings.append(
                "Its overlay is not drawn yet, so the map shows ranks; run 'linmil cohort' again to draw it.")
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
            link = [FilePath.fileName(of: folder), picture.name].map(AddressText.encoded)
                .joined(separator: "/")
        }
        let pixels = try SlidePixels(
            record, name, scores, hasPicture: picture != nil, from: slide, slides, deep, beside: path)
        warnings += pixels.warnings
        let data = try SlideData(
            record, file: name, scores: scores, picture: picture, link: link, pixels: pixels,
            command: record.picture.map { command($0, name + ".png") }, warnings: warnings)
        try file.write("<script type=\"application/json\" id=\"slide-\(place)\">\(ScriptData.text(data))</script>\n")
        for map in 1..<max(scores?.maps.count ?? 1, 1) {
            let drawn = record.pictures.indices.contains(map) ? record.pictures[map] : nil
            let other = MapData(record, scores, map, command: drawn.map { command($0, name + ".png") })
            try file.write(
                "<script type=\"application/json\" id=\"map-\(place)-\(map)\">\(ScriptData.text(other))</script>\n")
        }
        let pictures = [("picture", linked ? nil : picture?.bytes), ("patches", pixels.patches?.jpeg)]
        for case (let kind, let bytes?) in pictures {
            try file.write("<script type=\"text/plain\" id=\"\(kind)-\(place)\">")
            try file.write(LetterPairs.text(bytes))
            try file.write("</script>\n")
        }
        return warnings
    }

    private static func makeFolder(_ path: String) throws {
        do { try FileSystem.makeFolder(path) } catch { throw ReportError.noPictureFolder(path: path) }
    }
}
