internal import Files
internal import Glibc
internal import Heatmaps
internal import Rendering
internal import Reports
internal import Results
internal import Slides

/// The ranges of a cohort's scores, by the scores' names; empty if each slide has its own.
typealias ScoreRanges = [String: ScoreRange]

/// The result that a run wants for each slide.
enum SlideGoal: Sendable {
    /// Only scores, because the cohort's range is not known yet.
    case scores
    /// Scores and a picture of each, with the cohort's range of each score if there is one.
    case picture(ScoreRanges)

    var ranges: ScoreRanges {
        if case .picture(let ranges) = self { ranges } else { [:] }
    }
}

/// One slide of a run: the inputs of its results, and which results are missing.
struct SlidePlan: Sendable {
    let name: String
    /// The name for files.
    let file: String
    let listing: SlideRecord.Listing
    /// Size of the features file in bytes. Large slides go first, so that no large slide runs alone at the end.
    let byteCount: Int

    private let folder: CohortFolder
    private let slide: CohortSlide
    private let command: CohortCommand
    private let sources: SlideSources
    private let basis: SlideRecord.Basis
    private let scoreInputs: [SlideRecord.Input]
    private let pictureInputs: [SlideRecord.Input]
    private let threads: Int

    /// Reads the current sizes and times of the slide's files.
    ///
    /// - Parameter model: the fingerprint of the slide's model.
    init(_ slide: CohortSlide, command: CohortCommand, folder: CohortFolder, model: String, threads: Int) {
        (self.slide, self.command, self.folder, self.threads) = (slide, command, folder, threads)
        (name, file, listing) = (slide.identifier.name, slide.identifier.file, slide.listing)
        sources = slide.sources(command)
        basis = SlideRecord.Basis(
            version: SlideResult.currentVersion, modelFingerprint: model, sources: sources)
        let found =
            FileEnding.tensors.contains(FileEnding.split(sources.features).ending)
            ? NeighbouringFiles.onlyCoordinates(of: sources.features)
            : NeighbouringFiles.coordinates(of: sources.features)
        let coordinates = sources.coordinates ?? found
        scoreInputs = [sources.features, coordinates, sources.wholeSlide].compactMap(\.self).map(Self.input)
        // If no other picture is named, TRIDENT's thumbnail near the features is used.
        let thumbnail = sources.wholeSlide == nil ? NeighbouringFiles.thumbnail(of: sources.features) : nil
        pictureInputs = [sources.thumbnail ?? thumbnail].compactMap(\.self).map(Self.input)
        byteCount = max(scoreInputs[0].byteCount, 0)
    }

    /// Returns how the picture is drawn; nil if the settings contradict each other. `problem` reports that before a
    /// worker gets the slide.
    private func settings(_ range: ScoreRange?) -> RenderSettings? { try? slide.settings(command, range: range) }

    /// Returns why the slide fails whatever its files contain; nil if there is no such reason.
    func problem(_ goal: SlideGoal) -> String? {
        if let problem = slide.problem { return problem }
        if command.evaluation.evaluate, sources.model == nil {
            return
                "\(slide.features): is to be measured without a model, expected features and a model; give them, or leave "
                + "out --evaluate"
        }
        do {
            for range in goal.ranges.isEmpty ? [nil] : goal.ranges.values.map(Optional.some) {
                _ = try slide.settings(command, range: range)
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Returns whether the scores exist and were made from the same files with the same settings.
    func hasScores(_ record: SlideRecord?) -> Bool {
        guard let record, record.status != .failed, slide.problem == nil else { return false }
        return record.basis == basis && record.inputs == scoreInputs
            && FileSystem.exists(folder.layout.scores(file))
    }

    /// Returns whether there is a picture that was drawn with other settings or on another thumbnail.
    func hasOldPicture(_ record: SlideRecord?, ranges: ScoreRanges) -> Bool {
        record?.settings != nil && !hasPicture(record, ranges)
    }

    private func hasPicture(_ record: SlideRecord?, _ ranges: ScoreRanges) -> Bool {
        guard let record, record.status == .done, let result = record.result else { return false }
        let wanted = result.names.map { settings(ranges[$0]) }
        return record.settings == wanted.first
            && record.pictures.map(\.settings) == zip(wanted, result.maps).map { $0?.resolved(for: $1.score) }
            && record.pictureInputs == pictureInputs
            && folder.layout.overlays(file, of: record).allSatisfy(FileSystem.exists)
    }

    /// Returns what is left to do for a slide with the given record; nil if it has reached the goal.
    func missing(_ goal: SlideGoal, _ record: SlideRecord?, forced: Bool = false) -> SlideTask.Stage? {
        let hasScores = !forced && hasScores(record)
        switch goal {
        case .scores: return hasScores ? nil : .score
        case .picture(let ranges):
            guard hasScores else { return .all }
            return hasPicture(record, ranges) ? nil : .draw
        }
    }

    /// Returns the task for a worker.
    ///
    /// - Parameter memory: how many bytes all workers together may take.
    func task(_ stage: SlideTask.Stage, _ ranges: ScoreRanges, _ record: SlideRecord?, memory: Int) -> SlideTask {
        let first = record?.result?.names.first
        let settings = settings(first.flatMap { ranges[$0] }) ?? RenderSettings()
        var task = SlideTask(
            stage: stage, sources: sources, settings: settings,
            settingsOfScores: ranges.compactMapValues { self.settings($0) }, threads: threads,
            memory: memory, folder: folder.layout.path, record: begun, stall: command.stall.limits)
        if stage == .draw, let record {
            task.record = record
            // A file of scores names its model and tiles. No thumbnail is found next to it, so it is named below.
            task.sources = SlideSources(features: folder.layout.scores(file))
            task.sources.scores = .all
            (task.sources.wholeSlide, task.sources.slideSize) = (sources.wholeSlide, sources.slideSize)
            (task.sources.mpp, task.sources.thumbnail) = (sources.mpp, sources.thumbnail)
            let wantsPicture = [nil, .thumbnail].contains(settings.ground) && record.result?.slideSize != nil
            if wantsPicture, sources.thumbnail == nil { task.sources.foundThumbnail = pictureInputs.first?.path }
        }
        task.record.basis = basis
        task.record.inputs = scoreInputs
        if stage != .score { (task.record.settings, task.record.pictureInputs) = (settings, pictureInputs) }
        return task
    }

    /// Returns the record of a slide that failed.
    func failure(_ reason: String) -> SlideRecord {
        var record = begun
        (record.status, record.reason) = (.failed, slide.withRow(reason))
        (record.basis, record.inputs, record.pictureInputs) = (basis, scoreInputs, pictureInputs)
        return record
    }

    private var begun: SlideRecord {
        var record = SlideRecord(slide: name, file: file, label: nil, status: .scored)
        record.listing = listing
        return record
    }

    private static func input(_ path: String) -> SlideRecord.Input {
        var status = stat()
        guard unsafe stat(path.systemPath, &status) == 0 else {
            return SlideRecord.Input(path: path, byteCount: -1, modified: 0)
        }
        let modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        return SlideRecord.Input(path: path, byteCount: Int(status.st_size), modified: modified)
    }
}
