internal import Foundation
internal import Glibc
internal import Heatmaps
internal import Reports
internal import Slides

/// What a slide of a cohort is to become.
enum SlideGoal: Sendable {
    /// Scores alone: their range is not known yet.
    case scores
    /// Scores and picture, in the colours of the cohort where it has a range.
    case picture(ScoreRange?)

    var range: ScoreRange? {
        if case .picture(let range) = self { range } else { nil }
    }
}

/// One slide of a run: what its results depend on, and what of them is missing.
struct SlidePlan: Sendable {
    let name: String
    /// Its name in files.
    let file: String
    let label: String?
    /// Bytes of the features: large slides go first, so that none is left to run alone at the end.
    let byteCount: Int

    private let folder: CohortFolder
    private let slide: CohortSlide
    private let command: CohortCommand
    private let scoreInputs: [SlideRecord.Input]
    private let pictureInputs: [SlideRecord.Input]
    private let scoreSettings: [String]
    private let threads: Int
    /// TRIDENT's thumbnail beside the features, which is taken where no other picture is named.
    private let found: String?

    /// Looks at the slide's files as they are now.
    ///
    /// - Parameter model: the fingerprint of the slide's model.
    init(_ slide: CohortSlide, command: CohortCommand, folder: CohortFolder, model: String, threads: Int) {
        (self.slide, self.command, self.folder, self.threads) = (slide, command, folder, threads)
        (name, file, label) = (slide.identifier.name, slide.identifier.file, slide.label)
        let coordinates = slide.coordinates ?? NeighbouringFiles.coordinates(of: slide.features)
        scoreInputs = [slide.features, coordinates, slide.wholeSlide].compactMap(\.self).map(Self.input)
        found =
            slide.thumbnail == nil && slide.wholeSlide == nil ? NeighbouringFiles.thumbnail(of: slide.features) : nil
        pictureInputs = [slide.thumbnail, found].compactMap(\.self).map(Self.input)
        byteCount = max(scoreInputs[0].byteCount, 0)
        scoreSettings = [Linmil.version, model] + command.scoreArguments + slide.scoreArguments
    }

    /// What the picture depends on besides the scores.
    private func drawSettings(_ range: ScoreRange?) -> [String] {
        scoreSettings + thumbnail + command.drawArguments(range: range) + slide.drawArguments
    }

    private var thumbnail: [String] { slide.thumbnail.map { ["--thumbnail", $0] } ?? [] }

    /// Whether the scores are there, of the files as they were when the plan was made and with the same settings.
    func hasScores(_ record: SlideRecord?) -> Bool {
        guard let record, record.status != .failed else { return false }
        return record.scoreSettings == scoreSettings && record.inputs == scoreInputs
            && FileManager.default.fileExists(atPath: folder.layout.scores(file))
    }

    /// Whether there is a picture of other settings or another thumbnail.
    func hasOldPicture(_ record: SlideRecord?, range: ScoreRange) -> Bool {
        record?.drawSettings != nil && !hasPicture(record, range)
    }

    private func hasPicture(_ record: SlideRecord?, _ range: ScoreRange?) -> Bool {
        guard let record, record.status == .done else { return false }
        return record.drawSettings == drawSettings(range) && record.pictureInputs == pictureInputs
            && FileManager.default.fileExists(atPath: folder.layout.overlay(file))
    }

    /// What is left to do of a slide with such a record; nil where nothing is.
    func missing(_ goal: SlideGoal, _ record: SlideRecord?, forced: Bool = false) -> SlideTask.Stage? {
        let hasScores = !forced && hasScores(record)
        switch goal {
        case .scores: return hasScores ? nil : .score
        case .picture(let range):
            guard hasScores else { return .all }
            return hasPicture(record, range) ? nil : .draw
        }
    }

    /// What a worker is asked to do.
    func task(_ stage: SlideTask.Stage, range: ScoreRange?, _ record: SlideRecord?) -> SlideTask {
        var task = SlideTask(
            stage: stage, arguments: [], scores: folder.layout.scores(file), recordPath: folder.layout.record(file),
            record: begun)
        task.record.scoreSettings = scoreSettings
        task.record.inputs = scoreInputs
        let drawing = thumbnail + command.drawArguments(range: range) + slide.drawArguments
        let output = ["-o", folder.layout.overlay(file)]
        switch stage {
        case .all:
            task.arguments =
                [Self.word(slide.features)] + command.scoreArguments + slide.scoreArguments + drawing + output
        case .score: task.arguments = [Self.word(slide.features)] + command.scoreArguments + slide.scoreArguments
        case .draw:
            // Scores in a file know their model and their tiles.
            task.arguments =
                [Self.word(task.scores)] + slide.placeArguments(mpp: command.sources.mpp) + drawing + output
            guard let record else { break }
            task.record = record
            // Beside the scores there is none to be found.
            let background = slide.options["background"] ?? command.picture.background?.rawValue
            if let found, record.slideSize != nil, [nil, "thumbnail"].contains(background) {
                task.arguments += ["--thumbnail", found]
            }
        }
        if stage != .score {
            task.record.drawSettings = drawSettings(range)
            task.record.pictureInputs = pictureInputs
        }
        task.arguments += ["--threads", "\(threads)"]
        return task
    }

    /// A record of a slide that failed.
    func failure(_ reason: String) -> SlideRecord {
        var record = begun
        (record.status, record.reason) = (.failed, reason)
        return record
    }

    private var begun: SlideRecord { SlideRecord(slide: name, file: file, label: label, status: .scored) }

    /// A path that is not taken for an option.
    private static func word(_ path: String) -> String { path.hasPrefix("-") ? "./" + path : path }

    private static func input(_ path: String) -> SlideRecord.Input {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return SlideRecord.Input(path: path, byteCount: -1, modified: 0) }
        let modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        return SlideRecord.Input(path: path, byteCount: Int(status.st_size), modified: modified)
    }
}
