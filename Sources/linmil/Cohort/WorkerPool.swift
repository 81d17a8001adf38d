internal import Foundation
internal import Heatmaps
internal import Reports
internal import Synchronization

/// Workers that share a queue of slides: long-lived, started again where one dies.
struct WorkerPool {
    let folder: CohortFolder
    let jobs: Int
    private let budget: MemoryBudget
    private let timeout: Double?
    private let retries: Int

    init(folder: CohortFolder, jobs: Int, memory: Int, timeout: Double?, retries: Int) {
        (self.folder, self.jobs, self.timeout, self.retries) = (folder, jobs, timeout, retries)
        budget = MemoryBudget(total: memory)
    }

    /// What the threads share.
    private struct Shared {
        var queue: ArraySlice<SlidePlan>
        /// Slides that another run was at.
        var elsewhere: [SlidePlan] = []
        var records: [SlideRecord] = []
        var stop: CohortError?
    }

    /// Runs slides through a stage, the largest first, and returns their records.
    func run(
        _ plan: [SlidePlan], _ stage: SlideTask.Stage, range: ScoreRange?, _ progress: CohortProgress
    ) throws -> [SlideRecord] {
        let sorted = plan.sorted { ($0.byteCount, $1.file) > ($1.byteCount, $0.file) }
        let shared = Mutex(Shared(queue: sorted[...]))
        withThreads(min(jobs, max(plan.count, 1))) {
            work(on: shared, stage, range, progress)
        }
        progress.end()
        return try shared.withLock { shared in
            if let stop = shared.stop { throw stop }
            return shared.records
        }
    }

    private func work(
        on shared: borrowing Mutex<Shared>, _ stage: SlideTask.Stage, _ range: ScoreRange?, _ progress: CohortProgress
    ) {
        var worker: WorkerProcess?
        while let (slide, waits) = shared.withLock({ Self.next(&$0) }) {
            guard folder.lock(slide.file, waits: waits) else {
                shared.withLock { $0.elsewhere.append(slide) }
                continue
            }
            defer { folder.unlock(slide.file) }
            // Another run may have done it meanwhile.
            if waits, let record = folder.read(slide.file), record.status == .done,
                record.drawSettings == slide.task(stage, range: range).record.drawSettings
            {
                shared.withLock { $0.records.append(record) }
                progress.tell(record)
                continue
            }
            let outcome = outcome(of: slide.task(stage, range: range), &worker)
            let record: SlideRecord
            switch outcome {
            case .done(let finished): record = finished
            case .failed(let reason, let isDiskFull):
                if isDiskFull {
                    shared.withLock { $0.stop = .diskFull(path: folder.path, reason: reason) }
                    return
                }
                record = slide.failure(reason)
                do {
                    try OutputText(path: slide.recordPath).write(record)
                } catch {
                    shared.withLock { $0.stop = .diskFull(path: folder.path, reason: "\(error)") }
                    return
                }
            }
            shared.withLock { $0.records.append(record) }
            progress.tell(record)
        }
    }

    /// The next slide; those that another run had come last, and are then waited for.
    private static func next(_ shared: inout Shared) -> (slide: SlidePlan, waits: Bool)? {
        guard shared.stop == nil else { return nil }
        if let slide = shared.queue.popFirst() { return (slide, false) }
        return shared.elsewhere.popLast().map { ($0, true) }
    }

    private enum Outcome {
        case done(SlideRecord)
        case failed(reason: String, isDiskFull: Bool)
    }

    /// Has a worker do a slide, and another one where that dies.
    private func outcome(of task: SlideTask, _ worker: inout WorkerProcess?) -> Outcome {
        var reason = ""
        for _ in 0...retries {
            do {
                if worker == nil { worker = try WorkerProcess() }
                guard let worker else { continue }
                return try outcome(of: task, by: worker)
            } catch let silence as WorkerProcess.Silence {
                worker = nil
                switch silence {
                case .ended(let words): reason = words
                case .late: reason = "it took longer than \(timeout ?? 0) s, which --timeout allows"
                case .greedy(let bytes):
                    reason =
                        "it took \(bytes >> 20) MB of memory, more than the \(budget.total >> 20) MB that --memory allows"
                }
            } catch {
                worker = nil
                reason = "no worker could be started (\(error))"
            }
        }
        return .failed(reason: "\(task.record.slide): \(reason)", isDiskFull: false)
    }

    private func outcome(of task: SlideTask, by worker: WorkerProcess) throws(WorkerProcess.Silence) -> Outcome {
        let deadline = timeout.map { ContinuousClock.now + .seconds($0) }
        var taken: Int?
        defer { if let taken { budget.give(taken) } }
        try worker.send(.slide(task))
        while true {
            switch try worker.reply(before: deadline, memory: budget.total) {
            case .needs(let bytes):
                budget.take(bytes)
                taken = bytes
                try worker.send(.go)
            case .done(let record): return .done(record)
            case .failed(let reason, let isDiskFull): return .failed(reason: reason, isDiskFull: isDiskFull)
            }
        }
    }
}

/// Runs a body on threads of their own, and waits for all of them.
private func withThreads(_ count: Int, _ body: @Sendable () -> Void) {
    let group = DispatchGroup()
    withoutActuallyEscaping(body) { body in
        for _ in 0..<count {
            group.enter()
            Thread.detachNewThread {
                body()
                group.leave()
            }
        }
        group.wait()
    }
}
