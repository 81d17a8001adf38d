internal import Files
internal import Foundation
internal import Images
internal import Rendering

/// Where the files of a cohort's slides are in its folder, by the slides' names in files.
package struct CohortLayout: Sendable {
    package let path: String

    /// The folders that hold a file for each slide.
    package static let folders = ["overlays", "scores", "records"]
    /// A record has settings, paths and sentences, and nothing for each tile.
    private static let largestRecord = 1 << 24

    /// Names a folder, which need not be there.
    package init(path: String) { self.path = path }

    package func overlay(_ file: String) -> String { "\(path)/overlays/\(file).png" }
    package func scores(_ file: String) -> String { "\(path)/scores/\(file).json" }
    package func record(_ file: String) -> String { "\(path)/records/\(file).json" }

    /// The slides that have a record. What a folder lists is in no order; a comparison of bytes gives the same one
    /// everywhere.
    package var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/records")) ?? [])
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Reads a slide's record; nil where there is none, or none that this version understands.
    package func read(_ file: String) -> SlideRecord? {
        let bytes = try? InputFile.bytes(of: record(file), limit: Self.largestRecord)
        let record = bytes.flatMap { try? JSONDecoder().decode(SlideRecord.self, from: Data($0)) }
        return record.flatMap { $0.isPlausible ? $0 : nil }
    }
}
