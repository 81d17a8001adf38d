internal import Results
internal import Files

/// Which slides a table of a cohort has: part of `cohort.json`.
package struct CohortContents: Sendable, Codable, Equatable {
    /// The file names of all slides in the list or folder of the last run.
    package var list: [String]
    /// Those of slides that the table has although the last run did not list them; not written if there are none.
    package var unlisted: [String]?

    package init(list: [String], unlisted: [String] = []) {
        (self.list, self.unlisted) = (list, unlisted.isEmpty ? nil : unlisted)
    }

    private static let largestFile = 1 << 28

    /// Reads a file; nil if it is missing, or if the version that wrote it did not name the slides.
    package init?(readingJSONFrom path: String) {
        guard let bytes = try? InputFile.bytes(of: path, limit: Self.largestFile),
            let contents = try? jsonValue(Self.self, from: bytes)
        else { return nil }
        self = contents
    }

    /// The file names of all slides in the table.
    package var files: Set<String> { Set(list + (unlisted ?? [])) }
}
