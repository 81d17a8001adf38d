internal import Foundation
internal import Reports

/// The tables of a cohort: `cohort.csv`, a line for each slide, and `cohort.json`, what made them.
struct CohortTables {
    /// The cohort's folder.
    let path: String

    /// What made a cohort's results.
    struct Provenance: Encodable {
        let version: String
        let slides: Int
        let done: Int
        let failed: Int
        let tiles: Int
        /// Version, model and options of the slides; several where runs were mixed or a list has options of its own.
        let scoreSettings: [[String]]
        let drawSettings: [[String]]
        let shard: String?
    }

    /// Writes both tables of some records.
    func write(_ records: [SlideRecord], shard: Shard?) throws {
        let name = shard.map { "cohort-\($0.part)-of-\($0.count)" } ?? "cohort"
        try OutputText(path: "\(path)/\(name).csv").write(text: CohortTable(records).csv)
        func distinct(_ settings: [[String]]) -> [[String]] {
            Set(settings.map(Self.withoutFiles)).sorted { $0.lexicographicallyPrecedes($1) }
        }
        let provenance = Provenance(
            version: Linmil.version, slides: records.count, done: records.count { $0.status == .done },
            failed: records.count { $0.status == .failed }, tiles: records.reduce(0) { $0 + ($1.tiles ?? 0) },
            scoreSettings: distinct(records.map(\.scoreSettings).filter { !$0.isEmpty }),
            drawSettings: distinct(records.compactMap(\.drawSettings)), shard: shard?.description)
        try OutputText(path: "\(path)/\(name).json").write(provenance)
    }

    /// Settings without the options that name one slide's files.
    private static func withoutFiles(_ settings: [String]) -> [String] {
        var words = settings.filter { !$0.hasPrefix("--slide=") && !$0.hasPrefix("--coords=") }
        if let place = words.firstIndex(of: "--thumbnail") { words.removeSubrange(place..<min(place + 2, words.count)) }
        return words
    }

    /// What is to be said of parts that have not come to their end, and of slides without a picture.
    private func unfinished(_ records: [SlideRecord]) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var parts: [Int: Set<Int>] = [:]
        for name in names {
            guard let found = name.wholeMatch(of: /cohort-([0-9]{1,6})-of-([0-9]{1,6})\.csv/),
                let part = Int(found.1), let count = Int(found.2)
            else { continue }
            parts[count, default: []].insert(part)
        }
        var warnings = parts.sorted { $0.key < $1.key }.filter { $0.value.count < $0.key }.map { count, done in
            "\(path): \(done.count) of \(count) parts have come to their end; run the others (--shard I/\(count)) and merge again"
        }
        let scored = records.count { $0.status == .scored }
        if scored > 0 {
            warnings.append(
                "\(path): \(scored) slides have scores and no picture yet; run the same command without --shard to draw them"
            )
        }
        return warnings
    }

    /// Joins the tables of all parts: the records of all slides are there, whoever wrote them.
    func merge(quiet: Bool) throws {
        let layout = CohortLayout(path: path)
        let records = layout.files.compactMap(layout.read)
        guard !records.isEmpty else { throw CohortError.noRecords(path: path) }
        try write(records, shard: nil)
        if !quiet {
            Terminal.say("\(path)/cohort.csv: \(records.count) slides")
            Terminal.warn(unfinished(records))
        }
        let failed = records.count { $0.status == .failed }
        if failed > 0 { throw CohortError.failures(count: failed, total: records.count, path: path) }
    }
}
