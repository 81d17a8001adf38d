/// Why there can be no report.
package enum ReportError: Error, Equatable, CustomStringConvertible {
    /// A folder that is none, or that no cohort was written into.
    case notACohort(path: String, found: String)
    /// The folder for the pictures beside the page.
    case noPictureFolder(path: String)

    /// One sentence: the file, what was found, what was expected, what to do.
    package var description: String {
        switch self {
        case .notACohort(let path, let found):
            "\(path): \(found), expected a folder that 'linmil cohort' wrote, with records/; give that folder"
        case .noPictureFolder(let path):
            "\(path): cannot be made a folder for the pictures; choose another output or leave '--linked' out"
        }
    }
}
