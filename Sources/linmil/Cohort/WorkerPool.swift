internal import Foundation
internal import Heatmaps
internal import Reports
internal import Synchronization

/// Workers that share a queue of slides. A worker that dies is replaced.
struct WorkerPool: Sendable {
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
    private final class Shared: Sendable {
        struct State {
            var queue: ArraySlice<SlidePlan>
            /// Slides that another run had locked.
            var elsewhere: [SlidePlan] = []
            var stop: CohortError?
        }

        private let state: Mutex<State>

        init(_ plan: [SlidePlan]) { state = Mutex(State(queue: plan[...])) }

        func stop(_ error: CohortError) { state.withLock { $0.stop = $0.stop ?? error } }
        var stop: CohortError? { state.withLock { $0.stop } }

        /// Leaves a slide for later.
        func postpone(_ slide: SlidePlan) { state.withLock { $0.elsewhere.append(slide) } }

        /// Returns the next slide, and whether to wait for its lock. Slides that another run had locked come last.
        func next() -> (slide: SlidePlan, waits: Bool)? {
            state.withLock { state in
                guard state.stop == nil else { return nil }
                if let slide = state.queue.popFirst() { return (slide, false) }
                return state.elsewhere.popLast().map { ($0, true) }
            }
        }
    }

    /// Brings all slides to the goal, the largest first, and writes their records.
    ///
    /// - Parameter forced: whether to compute existing results again.
    func run(_ plan: [SlidePlan], to goal: SlideGoal, forced: Bool, _ progress: CohortProgress) throws {
        let sorted = plan.sorted { ($0.byteCount, $1.file) > ($1.byteCount, $0.file) }
        let shared = Shared(sorted)
        let group = DispatchGroup()
        for _ in 0..<min(jobs, plan.count) {
            group.enter()
            Thread.detachNewThread {
                work(on: shared, goal, forced, progress)
                group.leave()
            }
        }
        group.wait()
        progress.end()
        if let stop = shared.stop { throw stop }
    }

    private func work(on shared: Shared, _ goal: SlideGoal, _ forced: Bool, _ progress: CohortProgress) {
        var worker: WorkerProcess?
        while let (slide, waits) = shared.next() {
            guard folder.lock(slide.file, waits: waits) else {
                shared.postpone(slide)
                continue
            }
            defer { folder.unlock(slide.file) }
            switch record(of: slide, goal, forced, &worker) {
            case .success(let record): progress.tell(record)
            case .failure(let stop): return shared.stop(stop)
            }
        }
    }

    /// Brings one slide to the goal. The caller holds its lock.
    private func record(
        of slide: SlidePlan, _ goal: SlideGoal, _ forced: Bool, _ worker: inout WorkerProcess?
    ) -> Result<SlideRecord, CohortError> {
        // Another run may have been here since the plan was made.
        let known = folder.layout.read(slide.file)
        guard let stage = slide.missing(goal, known, forced: forced) else {
            return known.map { .success($0) }
                ?? .failure(.stopped(reason: "\(folder.layout.record(slide.file)): disappeared during the run"))
        }
        let outcome =
            slide.problem(goal).map { Outcome.failed(reason: $0, isDiskFull: false) }
            ?? outcome(of: slide.task(stage, range: goal.range, known), &worker)
        switch outcome {
        case .done(let record): return .success(record)
        case .failed(let reason, let isDiskFull):
            if isDiskFull { return .failure(.stopped(reason: reason)) }
            let record = slide.failure(reason)
            folder.removeResults(slide.file)
            do {
                try OutputText(path: folder.layout.record(slide.file)).write(record)
            } catch {
                return .failure(.stopped(reason: "\(error)"))
            }
            return .success(record)
        }
    }

    private enum Outcome {
        case done(SlideRecord)
        case failed(reason: String, isDiskFull: Bool)
    }

    /// Gives a task to a worker. If the worker dies, a new one tries again.
    private func outcome(of task: SlideTask, _ worker: inout WorkerProcess?) -> Outcome {
        var (reason, isAlone) = ("", false)
        tries: for _ in 0...retries {
            do {
                let current = try worker ?? WorkerProcess(lockFile: folder.lockFile)
                worker = current
                return try outcome(of: task, by: current, alone: isAlone)
            } catch let silence as WorkerProcess.Silence {
                worker = nil
                switch silence {
                case .ended(let words, let wasKilled):
                    reason = words
                    // If memory ran out, it may be enough when no other slide runs.
                    isAlone = wasKilled
                case .late:
                    reason = "it took longer than the \(timeout.map(Wording.length) ?? "") s that --timeout allows"
                case .greedy(let bytes):
                    reason =
                        "it used \(bytes >> 20) MB of memory, more than the \(budget.total >> 20) MB that --memory "
                        + "allows"
                    break tries
                }
            } catch {
                worker = nil
                reason = "no worker could be started (\(error))"
            }
        }
        return .failed(reason: "\(task.record.slide): \(reason)", isDiskFull: false)
    }

    private func outcome(
        of task: SlideTask, by worker: WorkerProcess, alone: Bool
    ) throws(WorkerProcess.Silence) -> Outcome {
        var deadline = timeout.map { ContinuousClock.now + .seconds($0) }
        var taken: Int?
        defer { if let taken { budget.give(taken) } }
        try worker.send(.slide(task))
        while true {
            switch try worker.reply(before: deadline, memory: budget.total) {
            case .needs(let bytes):
                let start = ContinuousClock.now
                let share = alone ? max(bytes, budget.total) : bytes
                budget.take(share)
                taken = share
                // The time limit does not include waiting for memory.
                deadline = deadline.map { $0 + start.duration(to: .now) }
                try worker.send(.go)
            case .done(let record): return .done(record)
            case .failed(let reason, let isDiskFull): return .failed(reason: reason, isDiskFull: isDiskFull)
            }
        }
    }
}
