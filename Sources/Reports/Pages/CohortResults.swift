internal import Foundation

/// A folder that a cohort was written into, for those who only read it.
package struct CohortResults: Sendable {
    package let layout: CohortLayout
    /// The slides' names in files, in order.
    package let files: [String]

    /// Looks which slides there are.
    ///
    /// - Throws: `ReportError.notACohort` where there are no records.
    package init(of path: String) throws {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ReportError.notACohort(path: path, found: "does not exist")
        }
        guard isFolder.boolValue else { throw ReportError.notACohort(path: path, found: "is no folder") }
        layout = CohortLayout(path: path)
        files = layout.files
        guard !files.isEmpty else { throw ReportError.notACohort(path: path, found: "has no records of slides") }
    }

    /// Where a file that a record names is: as it stands, or seen from where the cohort's folder is, for a path counts from
    /// where 'linmil cohort' was run. What is found there is only used if its fingerprint is the record's.
    package func located(_ name: String) -> String {
        let files = FileManager.default
        guard !name.hasPrefix("/"), !files.fileExists(atPath: name) else { return name }
        let beside = URL(filePath: layout.path).standardizedFileURL.deletingLastPathComponent().appending(path: name)
            .path
        return files.fileExists(atPath: beside) ? beside : name
    }

    /// Reads a slide's record; one that this version does not understand becomes that of a failed slide.
    package func read(_ file: String) -> SlideRecord {
        layout.read(file)
            ?? SlideRecord(
                slide: file, file: file, label: nil, status: .failed,
                reason: "Its record cannot be read by this version of linmil; run 'linmil cohort' again.")
    }
}
