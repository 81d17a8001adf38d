internal import Files
/// Finds the slides of a cohort, in a folder in TRIDENT's or CLAM's layout or in a list.
struct CohortFinder {
    let path: String
    let sources: CohortSourceOptions
    /// Whether a model computes the scores. If not, the slides' files hold scores.
    let hasModel: Bool
    let stall: StallLimits

    /// What was found.
    struct Found {
        /// The slides, sorted by name.
        var slides: [CohortSlide] = []
        /// What the user should know before trusting a result.
        var warnings: [String] = []
        /// What may be left unread.
        var notes: [String] = []
    }

    /// Returns the slides, and words for the user.
    func find() throws -> Found {
        var found = FileSystem.isFolder(path) ? try inFolder() : try inList()
        guard !found.slides.isEmpty else { throw CohortError.noSlides(path: path) }
        var known: [String: CohortSlide] = [:]
        for slide in found.slides {
            guard let other = known.updateValue(slide, forKey: slide.identifier.file) else { continue }
            throw CohortError.sameName(
                path: path, name: slide.identifier.name, rows: [other.rowNumber, slide.rowNumber].compactMap(\.self))
        }
        found.slides.sort { $0.identifier.name < $1.identifier.name }
        let pictures = CohortPictures(
            path: path, thumbnails: sources.thumbnails, wholeSlides: sources.slides, stall: stall)
        found.warnings += try pictures.give(to: &found.slides)
        return found
    }

    private func inFolder() throws -> Found {
        if let features = sources.features { throw CohortError.folderTwice(path: path, features: features) }
        let folder = try FeatureFolder(in: path, hasModel: hasModel)
        return Found(slides: folder.slides, warnings: [folder.warning].compactMap(\.self))
    }

    private func inList() throws -> Found {
        let features = try sources.features.map { path throws(CohortError) in
            try FeatureFolder(in: path, hasModel: hasModel)
        }
        let list = try CohortList(path: path, features: features, hasModel: hasModel)
        return Found(slides: list.slides, notes: list.notes)
    }
}
