package import Files

/// Why a report cannot be written. The description is one sentence.
package enum ReportError: Error, Equatable {
    /// The path is not a folder with a cohort.
    case notACohort(path: String, found: String)
    /// The folder for the pictures beside the page cannot be created.
    case noPictureFolder(path: String)
}

extension ReportError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    package var description: String { sentence.text }

    /// The same sentence, in parts.
    package var sentence: ErrorSentence {
        switch self {
        case .notACohort(let path, let found):
            ErrorSentence(
                "\(path): \(found), expected an output folder of 'linmil cohort', with records/",
                remedy: "give that folder")
        case .noPictureFolder(let path):
            ErrorSentence(
                "\(path): cannot be created as a folder for the pictures",
                remedy: "choose another output, or put the pictures into the page")
        }
    }
}
