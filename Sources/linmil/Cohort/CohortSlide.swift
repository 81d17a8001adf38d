internal import Foundation

/// A slide of a cohort: its files, and what a list says of it.
struct CohortSlide: Sendable {
    let identifier: SlideIdentifier
    let features: String
    var thumbnail: String?
    var wholeSlide: String?
    var coordinates: String?
    var label: String?
    /// Further options of `render`, as a list's columns give them, by their names.
    var options: [String: String] = [:]

    /// Options that a list may have columns of: those that scores depend on, and those that only pictures do.
    static let scoreOptions = ["model", "score", "activation", "tile-size", "slide-size", "mpp"]
    static let drawOptions = [
        "normalize", "range", "colormap", "alpha", "style", "threshold", "top", "outline", "outline-width",
        "compatible",
        "background", "max-side", "top-tiles",
    ]

    /// Arguments of `render` that scores depend on.
    var scoreArguments: [String] {
        words(Self.scoreOptions.map { ($0, options[$0]) } + [("coords", coordinates), ("slide", wholeSlide)])
    }

    /// Arguments of `render` that only the picture depends on.
    var drawArguments: [String] { words(Self.drawOptions.map { ($0, options[$0]) }) }

    /// Arguments of `render` that place scores which know their tiles.
    ///
    /// - Parameter mpp: the resolution that holds for all slides without their own.
    func placeArguments(mpp: Double?) -> [String] {
        words([
            ("mpp", options["mpp"] ?? mpp.map { "\($0)" }), ("slide-size", options["slide-size"]),
            ("slide", wholeSlide),
        ])
    }

    private func words(_ options: [(name: String, value: String?)]) -> [String] {
        var words = OptionWords()
        for option in options { words.add("--" + option.name, text: option.value) }
        return words.words
    }
}

/// Why a cohort cannot begin, or does not end well.
enum CohortError: Error, CustomStringConvertible {
    case noSlides(path: String)
    case severalFeatures(path: String, folders: [String])
    case notAList(path: String, reason: String)
    case sameName(path: String, name: String)
    case noFolder(path: String, reason: String)
    case noRecords(path: String)
    case unusable(path: String, reason: String)
    case stopped(reason: String)
    case failures(count: Int, total: Int, path: String)

    var description: String {
        switch self {
        case .noSlides(let path):
            "\(path): holds no features, expected .h5 files, CLAM's h5_files/ or TRIDENT's features_NAME/; give the folder "
                + "that has them, or a list.csv"
        case .severalFeatures(let path, let folders):
            "\(path): holds features of several kinds (\(folders.joined(separator: ", "))), expected one; give one of "
                + "those folders"
        case .notAList(let path, let reason):
            "\(path): \(reason); a list is a CSV file with a header, slide_id and any of features, thumbnail, slide, coords, "
                + "label and options of render"
        case .sameName(let path, let name):
            "\(path): two slides are called '\(Wording.name(name))', expected a name of its own for each; rename one"
        case .noFolder(let path, let reason):
            "\(path): cannot be read as a folder (\(reason)); name the folder that has "
                + "a file for each slide"
        case .noRecords(let path):
            "\(path): has no records of slides, expected the output folder of 'linmil cohort'; name that"
        case .unusable(let path, let reason): "\(path): cannot be used (\(reason)); choose another output folder"
        case .stopped(let reason):
            "\(reason); the run stopped there, and the same command goes on with what is left"
        case .failures(let count, let total, let path):
            "\(path): \(count) of \(total) slides failed, their reasons are in cohort.csv; run the same command again to "
                + "try only those"
        }
    }
}
