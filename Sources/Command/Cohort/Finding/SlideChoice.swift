internal import Slides

/// Which of several files with a slide's name is the slide.
///
/// QuPath, viewers and scanners leave other files beside a slide: `a.geojson`, `a.jpg`, `a.json`, `a.vsi`.
struct SlideChoice {
    /// The files, those with the ending of a slide first.
    let files: [String]
    /// The sizes of those that OpenSlide opens.
    let sizes: [String: SlideSize]

    /// The files that may be slides, judged by their names alone.
    static func likely(_ files: [String]) -> [String] {
        files.filter { FileEnding.slides.contains(FileEnding.split($0).ending) }
    }

    /// Whether the names alone do not tell the slide.
    static func isOpen(_ files: [String]) -> Bool { !files.isEmpty && likely(files).count != 1 }

    /// The files that OpenSlide opens.
    var opened: [String] { files.filter { sizes[$0] != nil } }

    /// The slide: a file that OpenSlide opens, or else the one that looks most like a slide; nil if none does.
    var file: String? { opened.first ?? Self.likely(files).first }

    /// Files in a scanner's own format that OpenSlide does not open, although it opens another: they may be damaged.
    var skipped: [String] {
        guard !opened.isEmpty, Self.isOpen(files) else { return [] }
        return Self.likely(files).filter {
            sizes[$0] == nil && ![".tif", ".tiff"].contains(FileEnding.split($0).ending)
        }
    }

    /// Why none can be taken: two slides differ in size.
    func problem(of name: String) -> String? {
        guard let first = opened.first, let size = sizes[first],
            let other = opened.first(where: { sizes[$0] != size }), let otherSize = sizes[other]
        else { return nil }
        return "\(first) and \(other): both are slides called '\(Wording.name(name))', but one has \(size.width) x "
            + "\(size.height) px and the other \(otherSize.width) x \(otherSize.height), expected one slide; remove the "
            + "wrong one, or name the right one in column 'slide' of a list"
    }
}
