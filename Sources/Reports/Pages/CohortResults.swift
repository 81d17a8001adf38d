internal import Slides
internal import Files

/// A cohort's output folder, for reading only.
package struct CohortResults: Sendable {
    package let layout: CohortLayout
    /// The file names of the slides in the last run's table, sorted; of all slides if there is no table.
    package let files: [String]
    /// Those of slides that an earlier run left in the folder and the table does not have.
    package let leftOut: [String]
    /// What the user should know of the table as a whole, one sentence each.
    package let warnings: [String]
    /// How far the maps explain the predictions; nil if no slide was measured.
    package let evaluation: CohortEvaluation?
    /// Whether a list names the cases of slides.
    let hasCases: Bool

    /// Lists the slides of a folder.
    ///
    /// - Throws: `ReportError.notACohort` if there are no records.
    package init(of path: String) throws {
        guard FileSystem.exists(path) else {
            throw ReportError.notACohort(path: path, found: "does not exist")
        }
        guard FileSystem.isFolder(path) else { throw ReportError.notACohort(path: path, found: "is not a folder") }
        layout = CohortLayout(path: path)
        let all = layout.files
        guard !all.isEmpty else { throw ReportError.notACohort(path: path, found: "has no records of slides") }
        let contents = CohortContents(readingJSONFrom: path + "/cohort.json")
        let table = contents.map { contents in all.filter(contents.files.contains) } ?? []
        files = table.isEmpty ? all : table
        leftOut = table.isEmpty ? [] : all.filter { contents?.files.contains($0) == false }
        let layout = layout
        let records = files.compactMap(layout.read)
        let unlisted = records.filter { contents?.unlisted?.contains($0.file) == true }.map(\.slide)
        warnings = CohortWarnings.all(about: records, unlisted: unlisted)
        evaluation = CohortEvaluation(of: records)
        hasCases = records.contains { $0.listing.caseName != nil }
    }

    /// Returns the path of a file that a record names.
    ///
    /// A relative path starts where 'linmil cohort' was run. So it is tried as it is, and then from the folder that
    /// contains the cohort's folder. Callers use the file only if its fingerprint is the recorded one.
    package func located(_ name: String) -> String {
        guard !name.hasPrefix("/"), !FileSystem.exists(name) else { return name }
        let folder = FilePath.folder(of: FileSystem.fullPath(of: layout.path))
        let beside = FilePath.joined(folder, name)
        return FileSystem.exists(beside) ? beside : name
    }

    /// Reads a slide's record. If this version cannot read it, the record of a failed slide is returned.
    package func read(_ file: String) -> SlideRecord {
        layout.read(file)
            ?? SlideRecord(
                slide: file, file: file, label: nil, status: .failed,
                reason: "Its record cannot be read by this version of linmil; run 'linmil cohort' again.")
    }
}
