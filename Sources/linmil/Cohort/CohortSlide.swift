internal import Foundation
internal import Slides

/// A slide of a cohort: its files, and what a list says of it.
struct CohortSlide {
    let identifier: SlideIdentifier
    let features: String
    var thumbnail: String?
    var wholeSlide: String?
    var coordinates: String?
    var label: String?
    /// Further options of `render`, as a list's columns give them.
    var options: [String] = []

    /// Arguments of `render` that name the slide's files and geometry.
    var arguments: [String] {
        var arguments = options
        if let coordinates { arguments += ["--coords", coordinates] }
        if let wholeSlide { arguments += ["--slide", wholeSlide] }
        return arguments
    }

    /// The files whose change makes the slide's results old.
    var files: [String] { [features] + [thumbnail, wholeSlide, coordinates].compactMap(\.self) }

    /// Bytes of the features: the larger, the longer the slide takes.
    var byteCount: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: features)
        return (attributes?[.size] as? Int) ?? 0
    }
}

/// Why a cohort cannot begin.
enum CohortError: Error, CustomStringConvertible {
    case noSlides(path: String)
    case severalFeatures(path: String, folders: [String])
    case notAList(path: String, reason: String)
    case sameName(path: String, name: String)
    case unusable(path: String, reason: String)
    case diskFull(path: String, reason: String)
    case failures(count: Int, total: Int, path: String)

    var description: String {
        switch self {
        case .noSlides(let path):
            "\(path): holds no features, expected .h5 files, CLAM's h5_files/ or TRIDENT's features_NAME/; give the folder "
                + "that has them, or a list.csv"
        case .severalFeatures(let path, let folders):
            "\(path): holds features of several kinds (\(folders.joined(separator: ", "))), expected one; give one of those folders"
        case .notAList(let path, let reason):
            "\(path): \(reason); a list is a CSV file with a header, slide_id and any of features, thumbnail, slide, coords, "
                + "label and options of render"
        case .sameName(let path, let name):
            "\(path): two slides are called '\(Wording.name(name))', expected a name of its own for each; rename one"
        case .unusable(let path, let reason): "\(path): cannot be used (\(reason)); choose another output folder"
        case .diskFull(let path, let reason):
            "\(path): \(reason), so the run stopped; make room and run the same command again, which goes on where it stopped"
        case .failures(let count, let total, let path):
            "\(path): \(count) of \(total) slides failed, their reasons are in cohort.csv; run the same command again to "
                + "try only those"
        }
    }
}
