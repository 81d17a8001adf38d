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
