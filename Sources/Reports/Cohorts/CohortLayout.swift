internal import LinMIL
internal import Results
internal import Files
internal import Images
internal import Rendering

/// The paths of a slide's files in a cohort's folder, by the slide's file name.
package struct CohortLayout: Sendable {
    package let path: String

    /// The folders with one file per slide.
    package static let folders = ["overlays", "scores", "records"]
    /// The largest record in bytes. A record has settings, paths and sentences, but nothing for each tile.
    private static let largestRecord = 1 << 24

    /// Names a folder. It need not exist.
    package init(path: String) { self.path = path }

    /// Returns the path of a slide's picture.
    ///
    /// - Parameter score: the name of one of several scores, which has a folder of its own.
    package func overlay(_ file: String, of score: String? = nil) -> String {
        "\(path)/overlays/\(score.map { "\($0)/" } ?? "")\(file).png"
    }
    package func scores(_ file: String) -> String { "\(path)/scores/\(file).json" }
    package func record(_ file: String) -> String { "\(path)/records/\(file).json" }

    /// Returns the paths of a slide's pictures, in the order of the scores that its record names.
    package func overlays(_ file: String, of record: SlideRecord) -> [String] {
        guard let result = record.result, result.maps.count > 1 else { return [overlay(file)] }
        let names = ScoreNames(result.maps.map(\.score)).fileNames(classes: record.prediction?.classes ?? [])
        return names.map { overlay(file, of: $0) }
    }

    /// The folders of single scores in the folder of pictures. They are there only if a run had several scores.
    package var scoreFolders: [String] {
        (FileSystem.names(in: path + "/overlays") ?? []).filter { !$0.hasPrefix(".") }.map { "\(path)/overlays/\($0)" }
            .filter(FileSystem.isFolder)
    }

    /// The file names of the slides that have a record, sorted by their bytes, so the order is the same everywhere.
    package var files: [String] {
        (FileSystem.names(in: path + "/records") ?? [])
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Reads a slide's record; nil if it is missing or this version cannot read it.
    package func read(_ file: String) -> SlideRecord? {
        let bytes = try? InputFile.bytes(of: record(file), limit: Self.largestRecord)
        let record = bytes.flatMap { try? jsonValue(SlideRecord.self, from: $0) }
        return record.flatMap { $0.isPlausible ? $0 : nil }
    }
}
