internal import LinMIL

/// Why a cohort cannot start, or why it stopped or failed.
enum CohortError: Error, CustomStringConvertible {
    case noSlides(path: String)
    case noScores(path: String)
    case severalFeatures(path: String, folders: [String])
    case notAList(path: String, reason: String)
    case sameName(path: String, name: String, rows: [Int])
    case folderTwice(path: String, features: String)
    case noFolder(path: String, reason: String)
    case noRecords(path: String)
    case mixedPrecision(path: String, [(slide: String, precision: Precision)])
    case unusable(path: String, reason: String)
    case stopped(reason: String)
    case failures(count: Int, total: Int, path: String)

    var description: String {
        switch self {
        case .noScores(let path):
            "\(path): contains no scores (.json, .csv, .npy, .npz, .h5), expected some because no model is given; give "
                + "--model for features, or the folder that has the scores"
        case .noSlides(let path):
            "\(path): contains no features, expected HDF5 files (.h5), tensors (.pt), CLAM's h5_files/ or TRIDENT's features_NAME/; give the "
                + "folder that has them, or a CSV list"
        case .severalFeatures(let path, let folders):
            "\(path): contains several kinds of features (\(folders.joined(separator: ", "))), expected one; give one "
                + "of those folders"
        case .notAList(let path, let reason):
            "\(path): \(reason); a list is a CSV file with a header line, the column slide_id, and optional columns: "
                + "features, thumbnail, slide, coords, label and options of render"
        case .sameName(let path, let name, let rows):
            "\(path): two slides are called '\(Wording.name(name))'"
                + (rows.count == 2 ? " (row \(rows[0]) and row \(rows[1]))" : "")
                + ", expected a different name for each; rename one"
        case .folderTwice(let path, let features):
            "\(path): is a folder of features, and '--features' names another (\(features)); give one of them, or a list "
                + "of slides in place of \(path)"
        case .noFolder(let path, let reason):
            "\(path): cannot be read as a folder (\(reason)); give the folder that has a file for each slide"
        case .noRecords(let path):
            "\(path): has no records of slides, expected the output folder of 'linmil cohort'; give that folder"
        case .mixedPrecision(let path, let found):
            "\(path): holds scores of several precisions ("
                + found.map { "\(Wording.name($0.slide)) in \($0.precision.rawValue)" }.joined(separator: ", ")
                + "), expected one; run all parts again with the same --precision"
        case .unusable(let path, let reason): "\(path): cannot be used (\(reason)); choose another output folder"
        case .stopped(let reason):
            "\(reason); the run stopped there; run the same command again to continue"
        case .failures(let count, let total, let path):
            "\(path): \(count) of \(total) slides failed, and cohort.csv gives the reasons; run the same command again "
                + "to retry only these"
        }
    }
}
