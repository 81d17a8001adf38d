internal import ArgumentParser
internal import Files
internal import FoundationEssentials
internal import Glibc
internal import Images
internal import LinMIL
internal import Rendering
internal import Reports
internal import Results
internal import Slides
internal import Synchronization

/// The worker process of `linmil cohort`: computes and draws one slide after the other.
///
/// It gets its tasks on standard input and reads the model once. If it dies, only one slide is affected.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohort-worker", abstract: "Compute slides for 'linmil cohort'.", shouldDisplay: false)

    func run() throws {
        guard Self.endWithCohort() else { throw ExitCode.failure }
        CrashSignals.endAtOnce()
        // If memory runs out, the system should kill a worker, not the cohort.
        try? Data("500".utf8).write(to: URL(filePath: "/proc/self/oom_score_adj"))
        let models = ModelCache()
        while let line = readLine() {
            switch try MessageLine.decode(Array(line.utf8), as: WorkerRequest.self) {
            case .slide(let task):
                Self.tellNews(task.stall, refusing: task.refusals)
                try Self.send(Self.reply(to: task, models))
            case .inquiry(let path, let stall):
                Self.tellNews(stall, refusing: [:])
                try Self.send(.size((try? WholeSlide(path: path))?.size))
            case .go: break
            }
        }
    }

    private static func reply(to task: SlideTask, _ models: ModelCache) -> WorkerReply {
        do {
            #if DEBUG
                WorkerFault.act(on: task.record.slide)
            #endif
            return .done(try WorkerSlide(task: task, models: models).record())
        } catch {
            return .failed(reason: Advice.sentence(for: error, in: .cohort), isDiskFull: isDiskFull(error))
        }
    }

    private static func isDiskFull(_ error: any Error) -> Bool {
        switch error {
        case FileError.diskFull, ImageError.file(.diskFull): true
        default: false
        }
    }

    /// Ends this worker when the cohort ends, so it does not go on writing. Then the other end of its standard input is
    /// closed. False if the system gives no thread for that.
    private static func endWithCohort() -> Bool {
        BackgroundThread.start {
            var state = pollfd(fd: WorkerProcess.requests, events: 0, revents: 0)
            while unsafe poll(&state, 1, -1) <= 0 {}
            _exit(1)
        }
    }

    /// Tells the cohort which file is read and that work goes on.
    private static func tellNews(_ stall: StallLimits, refusing refusals: [String: String]) {
        FileActivity.start(every: stall.reportInterval, refusing: refusals) { news in
            try? send(.news(news))
            #if DEBUG
                WorkerFault.act(on: news)
            #endif
        }
    }

    /// One message after the other, whichever thread sends it.
    private static let sending = Mutex(Descriptor(taking: WorkerProcess.replies))

    static func send(_ reply: WorkerReply) throws {
        let line = try MessageLine.encode(reply)
        try sending.withLock { try $0.write(line) }
    }
}

/// One slide in a worker.
struct WorkerSlide {
    let task: SlideTask
    let models: ModelCache

    /// Does the task and writes the slide's files. The record is written last.
    func record() throws -> SlideRecord {
        let start = ContinuousClock.now
        let run = SlideRun(
            sources: task.sources, settings: task.settings, settingsOfScores: task.settingsOfScores,
            threads: task.threads, memory: passBytes, measuring: Self.tellShare())
        var record = task.record
        try forget()
        switch task.stage {
        case .all:
            let drawn = try run.draw(
                to: overlay, with: models, for: .cohort, warn: { _ in }, prepare: askForMemory)
            try complete(&record, drawn.result)
            draw(drawn, into: &record)
        case .score:
            let (result, tiles) = try run.score(with: models, prepare: askForMemory)
            try complete(&record, result)
            record.warnings =
                (record.modelWarnings ?? []) + tiles.warnings.map { $0.advised(in: .cohort) }
                + result.allWarnings
            record.status = .scored
        case .draw:
            draw(try run.draw(to: overlay, with: models, for: .cohort, warn: { _ in }), into: &record)
        }
        let duration = start.duration(to: .now).components
        record.seconds += Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
        try OutputText(path: recordPath).write(record)
        return record
    }

    private var file: String { task.record.file }
    private var recordPath: String { task.layout.record(file) }

    /// Where the pictures are written. A score of several has a folder of its own.
    private var overlay: PicturePath {
        PicturePath(task.layout.overlay(file)) { score in
            let path = task.layout.overlay(file, of: score)
            try CohortFolder.make(FilePath.folder(of: path))
            return path
        }
    }

    /// Removes from the slide's record what is about to be replaced.
    ///
    /// If the worker is killed in between, the next run must compute the slide again, even if it has the settings of
    /// the old record.
    private func forget() throws {
        // A run with more scores or fewer has its pictures elsewhere.
        if let known = task.layout.read(file) { task.layout.overlays(file, of: known).forEach(FileSystem.removeFile) }
        if task.stage == .draw {
            var record = task.record
            if record.status == .scored { return }
            record.forgetPicture()
            try OutputText(path: recordPath).write(record)
        } else {
            FileSystem.removeFile(recordPath)
        }
    }

    private func draw(_ drawn: SlideRun.Drawn, into record: inout SlideRecord) {
        record.pictures = drawn.pictures.map(\.record)
        // A picture that is drawn of scores has not seen the model's file.
        let known = task.stage == .draw ? record.modelWarnings ?? [] : []
        var warnings = known
        for warning in record.pictures.flatMap(\.warnings) where !warnings.contains(warning) {
            warnings.append(warning)
        }
        record.warnings = warnings
        record.status = .done
    }

    /// Returns what tells the cohort the share of an evaluation that is done, once a second at most.
    private static func tellShare() -> @Sendable (Double) -> Void {
        let next = Mutex(ContinuousClock.now)
        return { share in
            let now = ContinuousClock.now
            let isDue = next.withLock { next in
                guard now >= next else { return false }
                next = now + .seconds(1)
                return true
            }
            if isDue { try? WorkerCommand.send(.measured(share: share)) }
        }
    }

    /// Writes the scores and puts a summary into the record.
    private func complete(_ record: inout SlideRecord, _ result: SlideResult) throws {
        record.result = SlideRecord.Summary(result)
        record.modelWarnings = try modelWarnings()
        try result.write(to: task.layout.scores(file), as: .json)
    }

    /// Returns what a person should know of the model's file; nil if there is nothing.
    private func modelWarnings() throws -> [String]? {
        guard let source = task.sources.model else { return nil }
        let tensors = try models.models(source).members.compactMap(\.leftAside)
        return tensors.isEmpty ? nil : tensors.map { RenderWarning.leftAside($0).advised(in: .cohort) }
    }

    /// The memory that a worker needs besides the forward pass, measured (docs/performance.md).
    private static let ownBytes = 120 << 20

    /// How many bytes a pass may take: no more than usual, so that slides run side by side, and no more than there is.
    private var passBytes: Int { max(0, min(Configuration.usualMemory, task.memory - Self.ownBytes)) }

    /// Tells the cohort how much memory the slide needs, and waits until it is granted.
    private func askForMemory(_ input: SlideInput) throws {
        guard case .features(let file, let source, let request, let plan) = input else { return }
        let ensemble = try models.models(source), model = ensemble.first.model
        // What is measured needs relevance, whatever is drawn.
        let scores = try request.scores(of: model) + (plan == nil ? [] : [Score(.relevance)])
        let forward = model.configuration.forwardBytes(
            tiles: file.tileCount, scores: Set(scores), memory: passBytes,
            precision: model.precision.computing(scores.map(\.kind)))
        let flipping =
            plan == nil
            ? 0
            : model.configuration.flippingBytes(
                tiles: file.tileCount, threads: task.threads, precision: model.precision)
        // One model is in `ownBytes`.
        let others = ensemble.members.dropFirst().reduce(0) { $0 + $1.model.configuration.weightBytes }
        // The scores are computed first, and their pass gives its memory back.
        let bytes = Self.ownBytes + others + max(forward, flipping)
        try WorkerCommand.send(.needs(bytes: bytes))
        guard let line = readLine(), case .go = try MessageLine.decode(Array(line.utf8), as: WorkerRequest.self) else {
            throw ExitCode.failure
        }
    }
}
