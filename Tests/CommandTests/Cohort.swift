import Foundation
import Reports
import Testing

/// A cohort in a scratch folder: its slides and the results of a run.
final class Cohort: Sendable {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Copies a file into the folder, and creates subfolders as needed.
    func copy(_ source: String, to name: String) throws {
        let target = URL(filePath: folder.path + "/" + name)
        try? FileManager.default.removeItem(at: target)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: target.path)
    }

    /// Creates `features/NAME.h5` for each name, a copy of the small slide.
    func makeSlides(_ names: String...) throws {
        for name in names { try copy(Fixtures.slide, to: "features/\(name).h5") }
    }

    /// Runs `linmil cohort` on `features` or another list, with the output folder `out`.
    func run(_ options: String..., of slides: String = "features") async throws -> Command.Outcome {
        try await Command.run(
            ["cohort", slides, "--model", Fixtures.model, "-o", "out", "--jobs", "2"] + options, in: folder)
    }

    /// Runs the command with faults in its workers.
    func run(faults: String, _ options: String) async throws -> Command.Outcome {
        try await Command.shell(
            "LINMIL_WORKER_FAULT=\(faults) \"$linmil\" cohort features --model '\(Fixtures.model)' -o out --jobs 2 "
                + options, in: folder)
    }

    /// The names of the slides that a run reports as done, sorted.
    static func done(_ outcome: Command.Outcome) -> [String] {
        outcome.errors.split(separator: "\n").filter { $0.contains(": done, ") || $0.contains(": scored, ") }.compactMap
        {
            $0.split(separator: " ").dropFirst().first.map { String($0.dropLast()) }
        }.sorted()
    }

    func record(_ file: String, in output: String = "out") throws -> SlideRecord {
        let bytes = try folder.bytes(of: "\(output)/records/\(file).json")
        return try JSONDecoder().decode(SlideRecord.self, from: Data(bytes))
    }

    func text(_ name: String) throws -> String { String(decoding: try folder.bytes(of: name), as: UTF8.self) }

    /// The rows of a table, without line ends and without the column `seconds`.
    func table(_ name: String = "out/cohort.csv") throws -> [[String]] {
        let lines = try text(name).components(separatedBy: "\r\n").dropLast().map { $0.components(separatedBy: ",") }
        let place = try #require(lines.first?.firstIndex(of: "seconds"))
        return lines.map { line in line.indices.filter { $0 != place }.map { line[$0] } }
    }

    /// All files in the folder and its subfolders.
    var files: Set<String> {
        Set(FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
    }

    /// The bytes of pictures and scores, by file name.
    func results(_ output: String = "out") throws -> [String: [UInt8]] {
        var results: [String: [UInt8]] = [:]
        for kind in ["overlays", "scores"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(output)/\(kind)") {
                results["\(kind)/\(name)"] = try folder.bytes(of: "\(output)/\(kind)/\(name)")
            }
        }
        return results
    }
}
