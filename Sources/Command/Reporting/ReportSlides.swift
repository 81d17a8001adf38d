internal import Rendering
internal import Reports
internal import Results
internal import Slides

/// The whole slides of a cohort: in a folder, or where the slides' records name them.
struct ReportSlides {
    private let results: CohortResults
    private let found: NamedFiles?
    private let sizes: [String: SlideSize]

    /// - Parameters:
    ///   - folder: a folder of slides that are called as the cohort's; nil for the files that the records name.
    ///   - stall: how long a file may make no progress.
    init(folder: String?, of results: CohortResults, stall: StallLimits) throws {
        self.results = results
        let found = try folder.map { folder throws(CohortError) in
            try NamedFiles(
                in: folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder,
                endings: FileEnding.slides, others: true)
        }
        self.found = found
        let unclear = found.map { found in
            results.files.map { found.files(of: results.read($0).slide) }.filter(SlideChoice.isOpen).flatMap(\.self)
        }
        sizes = unclear.map { SlideInquiry(stall: stall).sizes(of: $0) } ?? [:]
    }

    /// The number of slides that have a file, as far as names tell.
    func count(_ files: [String]) -> Int { files.count { path(of: results.read($0)) != nil } }

    /// Returns the path of a slide's file; nil if there is none.
    func path(of record: SlideRecord) -> String? {
        if let found { return SlideChoice(files: found.files(of: record.slide), sizes: sizes).file }
        return record.basis?.sources.wholeSlide ?? record.picture?.wholeSlide?.name
    }

    /// Opens a slide; nil if there is no file.
    ///
    /// - Throws: `Changed` or `OtherSize` if the file is not the slide that the scores are of, and `SlideError` if it cannot
    ///   be opened.
    func open(_ record: SlideRecord) throws -> WholeSlide? {
        guard let path = path(of: record) else { return nil }
        let slide = try WholeSlide(path: found == nil ? results.located(path) : path)
        if let recorded = record.picture?.wholeSlide {
            guard FileReference(slide).fingerprint == recorded.fingerprint else {
                throw Changed(kind: "slide", path: path)
            }
        } else if let size = record.picture?.slideSize, size != slide.size {
            throw OtherSize(path: path, found: slide.size, expected: size)
        }
        return slide
    }

    /// A file that has changed since the overlay was drawn.
    struct Changed: Error, CustomStringConvertible {
        let kind: String
        let path: String

        var description: String {
            "the \(kind) \(path) has changed since the overlay was drawn; run 'linmil cohort' again, or restore it"
        }
    }

    /// A slide of another size than the one that the tiles lie on.
    private struct OtherSize: Error, CustomStringConvertible {
        let path: String
        let found: SlideSize
        let expected: SlideSize

        var description: String {
            "\(path): has \(found) px, but the scores are of a slide of \(expected) px; give the slide of that name"
        }
    }
}
