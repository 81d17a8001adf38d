internal import Foundation
internal import Images

/// A folder that a cohort was written into, for those who only read it.
package struct CohortResults: Sendable {
    package let path: String
    /// The slides' names in files, in order.
    package let files: [String]

    /// A record has settings, paths and sentences, and nothing for each tile.
    private static let largestRecord = 1 << 24

    /// Looks which slides there are.
    ///
    /// - Throws: `ReportError.notACohort` where there are no records.
    package init(of path: String) throws {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ReportError.notACohort(path: path, found: "does not exist")
        }
        guard isFolder.boolValue else { throw ReportError.notACohort(path: path, found: "is no folder") }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/records")) ?? []
        // What a folder lists is in no order; a comparison of bytes gives the same one everywhere.
        files = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !files.isEmpty else { throw ReportError.notACohort(path: path, found: "has no records of slides") }
        self.path = path
    }

    /// Where a slide's files are. Only the names that were found lead there, never what a record says of itself.
    package func record(_ file: String) -> String { "\(path)/records/\(file).json" }
    package func scores(_ file: String) -> String { "\(path)/scores/\(file).json" }
    package func overlay(_ file: String) -> String { "\(path)/overlays/\(file).png" }

    /// Where a file that a record names is: as it stands, or seen from where the cohort's folder is, for a path counts from
    /// where 'linmil cohort' was run. What is found there is only used if its fingerprint is the record's.
    package func located(_ name: String) -> String {
        let files = FileManager.default
        guard !name.hasPrefix("/"), !files.fileExists(atPath: name) else { return name }
        let beside = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().appending(path: name).path
        return files.fileExists(atPath: beside) ? beside : name
    }

    /// Reads a slide's record; one that this version does not understand becomes that of a failed slide.
    package func read(_ file: String) -> SlideRecord {
        if let bytes = try? InputFile.bytes(of: record(file), limit: Self.largestRecord, inspect: { _ in }),
            let found = try? JSONDecoder().decode(SlideRecord.self, from: Data(bytes))
        {
            return found
        }
        return SlideRecord(
            slide: file, file: file, label: nil, status: .failed,
            reason: "Its record cannot be read by this version of linmil; run 'linmil cohort' again.")
    }
}
