internal import Foundation
internal import Heatmaps
internal import Reports
internal import Synchronization

/// A cohort from its list of slides to its tables.
struct CohortRun {
    let command: CohortCommand
    let folder: CohortFolder
    let slides: [CohortSlide]

    /// Does what is missing or changed, and writes the tables.
    ///
    /// - Throws: `CohortError.failures` at the end if any slide failed, `CohortError.diskFull` at once.
    func run() throws {
        let model = try Fingerprint(of: command.model.requiredModel()).text()
        let hasPasses = command.running.scale == .cohort
        var plan = slides.map { SlidePlan($0, command: command, folder: folder, model: model) }
        let pool = WorkerPool(
            folder: folder, jobs: command.running.jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            memory: command.running.memory?.value ?? MemoryBudget.standard, timeout: command.running.timeout,
            retries: command.running.retries)

        let stage = hasPasses ? SlideTask.Stage.score : .all
        let progress = { (pending: Int) in
            CohortProgress(total: slides.count, kept: slides.count - pending, json: command.json, quiet: command.quiet)
        }
        var pending = plan.filter { !$0.isFresh(stage, range: nil, forced: command.running.force) }
        var records = try pool.run(pending, stage, range: nil, progress(pending.count))

        if hasPasses, command.running.shard == nil {
            // The records have changed on the way.
            plan = slides.map { SlidePlan($0, command: command, folder: folder, model: model) }
            let scored = plan.filter { $0.record?.status != .failed && $0.record != nil }
            if let range = try range(of: scored) {
                pending = scored.filter { !$0.isFresh(.draw, range: range, forced: false) }
                let old = pending.count { $0.record?.drawSettings != nil }
                if !command.quiet {
                    Terminal.say("one range for all: \(range)")
                    if old > 0 { Terminal.say("\(old) pictures were drawn with another range, and are out of date") }
                }
                records += try pool.run(pending, .draw, range: range, progress(pending.count))
            }
        }
        try finish(records)
    }

    /// The 1st to 99th percentile of all tiles of all slides.
    private func range(of plan: [SlidePlan]) throws -> ScoreRange? {
        try ScoreRange.robust { (body) throws in
            for slide in plan { body(try ScoreReport(readingFrom: slide.scoresPath).scores) }
        }
    }

    private func finish(_ done: [SlideRecord]) throws {
        let latest = Dictionary(done.map { ($0.file, $0) }) { $1 }
        let records = slides.compactMap { latest[$0.identifier.file] ?? folder.read($0.identifier.file) }
        try CohortTables(of: folder).write(records, shard: command.running.shard)
        let failed = records.filter { $0.status == .failed }
        guard !failed.isEmpty else { return }
        if !command.quiet {
            Terminal.say("failed:")
            for record in failed.prefix(50) {
                Terminal.say("  \(Wording.name(record.slide))  \(Wording.line(record.reason ?? ""))")
            }
            if failed.count > 50 { Terminal.say("  ... and \(failed.count - 50) more") }
        }
        throw CohortError.failures(count: failed.count, total: records.count, path: folder.path)
    }
}

/// One slide of a run: what is known of it, and whether that is still true.
struct SlidePlan: Sendable {
    let name: String
    let file: String
    let label: String?
    /// Bytes of the features: large slides go first, so that none is left to run alone at the end.
    let byteCount: Int
    let record: SlideRecord?
    let scoresPath: String
    let overlayPath: String
    let recordPath: String

    private let inputs: [SlideRecord.Input]
    private let scoreArguments: [String]
    private let thumbnail: [String]
    private let threads: [String]
    private let model: String
    private let features: String
    private let drawArguments: @Sendable (ScoreRange?) -> [String]

    init(_ slide: CohortSlide, command: CohortCommand, folder: CohortFolder, model: String) {
        name = slide.identifier.name
        file = slide.identifier.file
        label = slide.label
        byteCount = slide.byteCount
        record = folder.read(slide.identifier.file)
        (scoresPath, overlayPath) = (folder.scores(file), folder.overlay(file))
        recordPath = folder.record(file)
        inputs = slide.files.map(Self.input)
        features = slide.features
        scoreArguments = command.scoreArguments + slide.arguments
        thumbnail = slide.thumbnail.map { ["--thumbnail", $0] } ?? []
        threads = command.model.threads.map { ["--threads", "\($0)"] } ?? ["--threads", "1"]
        self.model = model
        let (none, command) = (command.drawArguments(range: nil), command)
        drawArguments = { range in range == nil ? none : command.drawArguments(range: range) }
    }

    /// What the scores and the picture depend on.
    private var scoreSettings: [String] { [Linmil.version, model] + scoreArguments }
    private func drawSettings(_ range: ScoreRange?) -> [String] { scoreSettings + thumbnail + drawArguments(range) }

    /// Whether all that a stage would make is there, of the files as they are and with the same settings.
    func isFresh(_ stage: SlideTask.Stage, range: ScoreRange?, forced: Bool) -> Bool {
        guard !forced, let record, record.status != .failed, record.scoreSettings == scoreSettings,
            record.inputs == inputs, FileManager.default.fileExists(atPath: scoresPath)
        else { return false }
        if stage == .score { return true }
        return record.status == .done && record.drawSettings == drawSettings(range)
            && FileManager.default.fileExists(atPath: overlayPath)
    }

    /// What a worker is asked to do.
    func task(_ stage: SlideTask.Stage, range: ScoreRange?) -> SlideTask {
        var record = stage == .draw ? self.record ?? begun : begun
        record.scoreSettings = scoreSettings
        record.inputs = inputs
        let arguments: [String]
        switch stage {
        case .all: arguments = [features] + scoreArguments + thumbnail + drawArguments(range) + ["-o", overlayPath]
        case .score: arguments = [features] + scoreArguments
        case .draw:
            let geometry = scoreArguments.dropFirst(scoreArguments.first == "--model" ? 2 : 0)
            arguments = [scoresPath] + Self.geometry(geometry) + thumbnail + drawArguments(range) + ["-o", overlayPath]
        }
        if stage != .score { record.drawSettings = drawSettings(range) }
        return SlideTask(
            stage: stage, arguments: arguments + threads, scores: scoresPath, recordPath: recordPath, record: record)
    }

    /// A record of a slide that failed.
    func failure(_ reason: String) -> SlideRecord {
        var record = begun
        (record.status, record.reason, record.inputs) = (.failed, reason, inputs)
        return record
    }

    private var begun: SlideRecord { SlideRecord(slide: name, file: file, label: label, status: .scored) }

    /// Of options that scores were computed with, those that place a picture: scores in a file know their tiles.
    private static func geometry(_ arguments: some Sequence<String>) -> [String] {
        let words = Array(arguments)
        return stride(from: 0, to: words.count - 1, by: 2).filter {
            ["--slide", "--mpp", "--slide-size"].contains(words[$0])
        }
        .flatMap { [words[$0], words[$0 + 1]] }
    }

    private static func input(_ path: String) -> SlideRecord.Input {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return SlideRecord.Input(
            path: path, byteCount: (attributes?[.size] as? Int) ?? -1, modified: Int((date * 1e6).rounded()) * 1000)
    }
}
