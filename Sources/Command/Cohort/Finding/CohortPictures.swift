internal import Reports
internal import Slides

/// The thumbnails and whole slides of a cohort, found by the slides' names.
struct CohortPictures {
    /// The list or folder that the slides come from.
    let path: String
    /// The folder of thumbnails. A thumbnail has the same name as its features file.
    let thumbnails: String?
    /// The folder of whole slides, named in the same way.
    let wholeSlides: String?
    let stall: StallLimits

    /// Gives each slide its pictures, unless a list names them, and returns warnings.
    func give(to slides: inout [CohortSlide]) throws -> [String] {
        let isListed = slides.contains { $0.thumbnail != nil || $0.wholeSlide != nil }
        var warnings = try giveThumbnails(to: &slides) + giveWholeSlides(to: &slides)
        let missing = slides.indices.filter { slides[$0].hasNoPicture }
        guard isListed || thumbnails != nil || wholeSlides != nil, let first = missing.first else { return warnings }
        for place in missing { slides[place].listing.lacksPicture = true }
        if thumbnails == nil, wholeSlides == nil {
            warnings.append(Self.lacks(path, "thumbnail or slide", missing.count, of: slides, such: slides[first]))
        }
        return warnings
    }

    private func giveThumbnails(to slides: inout [CohortSlide]) throws -> [String] {
        guard let thumbnails else { return [] }
        let found = try NamedFiles(in: Self.trimmed(thumbnails), endings: FileEnding.thumbnails)
        for place in slides.indices where slides[place].thumbnail == nil {
            slides[place].thumbnail = found.files(of: slides[place].identifier.name).first
        }
        return [
            NamedFiles.warning(folder: found.folder, several: slides.map { found.files(of: $0.identifier.name) }),
            missing("thumbnail", found, from: slides, \.thumbnail),
        ].compactMap(\.self)
    }

    private func giveWholeSlides(to slides: inout [CohortSlide]) throws -> [String] {
        guard let wholeSlides else { return [] }
        let found = try NamedFiles(in: Self.trimmed(wholeSlides), endings: FileEnding.slides, others: true)
        let places = slides.indices.filter { slides[$0].wholeSlide == nil }
        let files = places.map { found.files(of: slides[$0].identifier.name) }
        let sizes = SlideInquiry(stall: stall).sizes(of: files.filter(SlideChoice.isOpen).flatMap(\.self))
        var (several, skipped) = ([[String]](), [String]())
        for (place, files) in zip(places, files) {
            let choice = SlideChoice(files: files, sizes: sizes)
            slides[place].wholeSlide = choice.file
            skipped += choice.skipped
            if let problem = choice.problem(of: slides[place].identifier.name) {
                slides[place].problem = slides[place].problem ?? problem
            } else if let warning = NamedFiles.warning(folder: found.folder, several: [choice.opened]) {
                several.append(choice.opened)
                slides[place].listing.remarks.append(warning)
            }
        }
        return [
            Self.warning(found.folder, skipped: skipped),
            NamedFiles.warning(folder: found.folder, several: several),
            missing("slide", found, from: slides, \.wholeSlide),
        ].compactMap(\.self)
    }

    private static func warning(_ folder: String, skipped files: [String]) -> String? {
        guard !files.isEmpty else { return nil }
        let names = files.prefix(5).map { Wording.name(FilePath.fileName(of: $0)) }.joined(separator: ", ")
        let more = files.count > 5 ? " and \(files.count - 5) more" : ""
        return
            "\(folder): OpenSlide does not open \(names)\(more), so another file of the same name is used; check whether "
            + "\(files.count == 1 ? "it is" : "they are") damaged"
    }

    private func missing(
        _ what: String, _ files: NamedFiles, from slides: [CohortSlide],
        _ picture: KeyPath<CohortSlide, String?>
    ) -> String? {
        let missing = slides.filter { $0[keyPath: picture] == nil }
        guard let first = missing.first else { return nil }
        let words = Self.lacks(files.folder, what, missing.count, of: slides, such: first)
        guard missing.count == slides.count, let other = files.slides.first?.files.first else { return words }
        return words + "; its files are called as '\(Wording.name(FilePath.fileName(of: other)))'"
    }

    private static func lacks(
        _ path: String, _ what: String, _ count: Int, of slides: [CohortSlide], such slide: CohortSlide
    ) -> String {
        "\(path): has no \(what) for \(count) of \(slides.count) slides, such as "
            + "'\(Wording.name(slide.identifier.name))'"
    }

    private static func trimmed(_ folder: String) -> String {
        folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }
}

extension CohortSlide {
    /// Whether nothing is known that the map could be drawn on.
    fileprivate var hasNoPicture: Bool {
        thumbnail == nil && wholeSlide == nil && NeighbouringFiles.thumbnail(of: features) == nil
    }
}
