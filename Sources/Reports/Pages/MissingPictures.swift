internal import Files
internal import Rendering
internal import Results
internal import Slides

/// The pictures under the overlays of a cohort that was copied without them.
enum MissingPictures {
    /// Returns a warning that names the slides whose overlay stands in place of their picture, and the missing files; nil if
    /// nothing is missing.
    ///
    /// A picture that is there and has changed is told on its slide's own page.
    static func warning(in results: CohortResults) -> String? {
        let missing = results.files.compactMap { file -> (slide: String, file: String)? in
            guard let record = results.layout.read(file), let path = picture(under: record),
                !FileSystem.exists(results.located(path))
            else { return nil }
            return (record.slide, FilePath.fileName(of: path))
        }
        guard let first = missing.first else { return nil }
        let (count, all) = (missing.count, results.files.count)
        let slides = count == 1 ? "slide is shown without its thumbnail" : "slides are shown without their thumbnails"
        let files =
            count == 1 ? "\(first.file) is not there" : "\(first.file) and \(count - 1) more files are not there"
        return
            "\(count) of \(all) \(slides), with the overlay in its place where there is one, because \(files); put the "
            + "pictures where they were beside the cohort's folder, and write the page again: "
            + MixedRuns.listed(missing.map(\.slide))
    }

    /// The path of the thumbnail or slide that an overlay was drawn on; nil if it was drawn on nothing.
    private static func picture(under record: SlideRecord) -> String? {
        guard record.status == .done, let picture = record.picture, picture.background == .thumbnail else { return nil }
        if let thumbnail = picture.thumbnail { return record.pictureInputs.first?.path ?? thumbnail.name }
        return picture.wholeSlide.map { record.basis?.sources.wholeSlide ?? $0.name }
    }
}
