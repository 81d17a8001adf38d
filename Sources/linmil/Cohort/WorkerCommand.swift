internal import ArgumentParser
internal import Files
internal import Foundation
internal import Glibc
internal import Images
internal import LinMIL
internal import Rendering
internal import Reports
internal import Results
internal import Slides
internal import Synchronization

/// The other end of `linmil cohort`: computes and draws the slides that it is told on standard input, one after the other,
/// with a model that it reads once. Whatever happens to it costs one slide.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohort-worker", abstract: "Compute slides for 'linmil cohort'.", shouldDisplay: false)

    func run() throws {
        Self.endWithCohort()
        // Where memory runs out, a worker costs less than the cohort.
        try? Data("500".utf8).write(to: URL(filePath: "/proc/self/oom_score_adj"))
        let models = ModelCache()
        while let line = readLine() {
            guard case .slide(let task) = try MessageLine.decode(Array(line.utf8), as: WorkerRequest.self) else {
                continue
            }
            Self.tellNews(of: task)
            let reply: WorkerReply
            do {
                #if DEBUG
                    WorkerFault.act(on: task.record.slide)
                #endif
                reply = .done(try WorkerSlide(task: task, models: models).record())
            } catch {
                let reason = Advice.sentence(for: error, in: .cohort)
                reply = .failed(reason: reason, isDiskFull: Self.isDiskFull(error))
            }
            try Self.send(reply)
        }
    }

    private static func isDiskFull(_ error: any Error) -> Bool {
        switch error {
        case FileError.diskFull, ImageError.file(.diskFull): true
        default: false
        }
    }

    /// A worker whose cohort is gone must not go on writing: its standard input has no other end then.
    private static func endWithCohort() {
        Thread.detachNewThread {
            var state = pollfd(fd: WorkerProcess.requests, events: 0, revents: 0)
            while unsafe poll(&state, 1, -1) <= 0 {}
            _exit(1)
        }
    }

    /// Tells the cohort which file is read and that work goes on.
    private static func tellNews(of task: SlideTask) {
        FileActivity.start(every: task.stall.reportInterval, refusing: task.refusals) { news in
            try? send(.news(news))
            #if DEBUG
                WorkerFault.act(on: news)
            #endif
        }
    }

    /// One message after the other, whichever thread sends it.
    private static let sending = Mutex(FileHandle(fileDescriptor: WorkerProcess.replies))

    static func send(_ reply: WorkerReply) throws {
        let line = try MessageLine.encode(reply)
        try sending.withLock { try $0.write(contentsOf: line) }
    }
}

/// One slide in a worker.
struct WorkerSlide {
    let task: SlideTask
    let models: ModelCache

    /// Does what the task asks for, writes the slide's files, and its record last.
    func record() throws -> SlideRecord {
        let start = ContinuousClock.now
        let run = SlideRun(sources: task.sources, settings: task.settings, threads: task.threads)
        var record = task.record
        try forget()
        switch task.stage {
        case .all:
            let drawn = try run.draw(
                to: task.overlay, with: models, for: .cohort, warn: { _ in }, prepare: askForMemory)
            try complete(&record, drawn.result)
            draw(drawn, into: &record)
        case .score:
            let (result, tiles) = try run.score(with: models, prepare: askForMemory)
            try complete(&record, result)
            record.warnings = tiles.warnings.map { $0.advised(in: .cohort) }
            record.status = .scored
        case .draw:
            draw(try run.draw(to: task.overlay, with: models, for: .cohort, warn: { _ in }), into: &record)
        }
        let duration = start.duration(to: .now).components
        record.seconds += Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
        try OutputText(path: task.recordPath).write(record)
        return record
    }

    /// Takes back what the slide's record says of the files that are to be replaced: killed in between, the slide has to be
    /// done again, even by a run that asks for what the record was of.
    private func forget() throws {
        if task.stage == .draw {
            var record = task.record
            if record.status == .scored { return }
            record.forgetPicture()
            try OutputText(path: task.recordPath).write(record)
        } else {
            unsafe unlink(task.recordPath)
        }
    }

    private func draw(_ drawn: SlideRun.Drawn, into record: inout SlideRecord) {
        record.picture = drawn.record
        record.warnings = drawn.record.warnings
        record.status = .done
    }

    /// Writes the scores, and takes down what the model said.
    private func complete(_ record: inout SlideRecord, _ result: SlideResult) throws {
        record.result = SlideRecord.Summary(result)
        try result.write(to: task.scores, as: .json)
    }

    /// Tells the cohort what the slide takes, and waits until that is there.
    private func askForMemory(_ input: SlideInput) throws {
        guard case .features(let file, let source) = input else { return }
        let bytes = MemoryEstimate.bytes(
            tiles: file.tileCount, try models.model(source).model.configuration)
        try WorkerCommand.send(.needs(bytes: bytes))
        guard let line = readLine(), case .go = try MessageLine.decode(Array(line.utf8), as: WorkerRequest.self) else {
            throw ExitCode.failure
        }
    }
}

/// The memory that a slide takes, from what was measured of each mechanism (docs/performance.md).
enum MemoryEstimate {
    private static let base = 120 << 20

    static func bytes(tiles: Int, _ configuration: Configuration) -> Int {
        let rows = Double(tiles) * Double(configuration.latentDimension) * 4
        let factor =
            switch configuration.attention {
            case .linear: 1.3
            case .dilated: 3.5
            case .softmax, .nystrom: 5.8
            }
        return base + Int(min(rows * factor, 1e15))
    }
}
