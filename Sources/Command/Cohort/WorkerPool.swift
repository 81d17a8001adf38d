internal import Dispatch
internal import Files
internal import Glibc
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
            /// Threads that have a worker, or try to start one.
            var threads: Int
            var stop: CohortError?
        }

        private let state: Mutex<State>

        init(_ plan: [SlidePlan], threads: Int) { state = Mutex(State(queue: plan[...], threads: threads)) }

        func stop(_ error: CohortError) { state.withLock { $0.stop = $0.stop ?? error } }
        var stop: CohortError? { state.withLock { $0.stop } }

        /// Leaves a slide for later.
        func postpone(_ slide: SlidePlan) { state.withLock { $0.elsewhere.append(slide) } }

        /// Leaves a slide to the other threads; false for the last one.
        func leave(_ slide: SlidePlan) -> Bool {
            state.withLock { state in
                guard state.threads > 1 else { return false }
                state.threads -= 1
                state.elsewhere.append(slide)
                return true
            }
        }

        /// Returns the next slide, and whether to wait for its lock. Slides that another run had locked come last.
        func next() -> (slide: SlidePlan, waits: Bool)? {
            state.withLock { state in
                guard state.stop == nil else { return nil }
                if let slide = state.queue.popFirst() { return (slide, false) }
                if let slide = state.elsewhere.popLast() { return (slide, true) }
                state.threads -= 1
                return nil
            }
        }
    }

    /// Brings all slides to the goal, the largest first, and writes their records.
    ///
    /// - Parameter forced: whether to compute existing results again.
    func run(_ plan: [SlidePlan], to goal: SlideGoal, forced: Bool, _ progress: CohortProgress) throws {
        let sorted = plan.sorted { ($0.byteCount, $1.file) > ($1.byteCount, $0.file) }
        let threads = min(jobs, plan.count)
        let shared = Shared(sorted, threads: threads)
        let group = DispatchGroup()
        for _ in 0..<threads {
            group.enter()
            BackgroundThread.run {
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
        var startsLeft = 20
        while let (slide, waits) = shared.next() {
            guard folder.lock(slide.file, waits: waits) else {
                shared.postpone(slide)
                continue
            }
            let result = Result { () throws(Stop) in
                try record(of: slide, goal, forced, &worker) { progress.measured($0, of: slide.name) }
            }
            folder.unlock(slide.file)
            switch result {
            case .success(let record): progress.tell(record)
            case .failure(.cohort(let stop)): return shared.stop(stop)
            case .failure(.noWorker(let shortage)):
                // Fewer workers do as well. The last one tries again, since others may just have ended.
                if shared.leave(slide) { return }
                startsLeft -= 1
                guard startsLeft > 0 else {
                    return shared.stop(.stopped(reason: "no worker could be started (\(shortage))"))
                }
                usleep(100_000)
                shared.postpone(slide)
            }
        }
    }

    /// Why a thread goes on to no other slide.
    private enum Stop: Error {
        case cohort(CohortError)
        /// The system gives no process or pipe for a worker.
        case noWorker(Descriptor.Unavailable)
    }

    /// Brings one slide to the goal. The caller holds its lock.
    private func record(
        of slide: SlidePlan, _ goal: SlideGoal, _ forced: Bool, _ worker: inout WorkerProcess?,
        measuring: (Double) -> Void
    ) throws(Stop) -> SlideRecord {
        // Another run may have been here since the plan was made.
        let known = folder.layout.read(slide.file)
        guard let stage = slide.missing(goal, known, forced: forced) else {
            if let known { return known }
            throw .cohort(.stopped(reason: "\(folder.layout.record(slide.file)): disappeared during the run"))
        }
        let outcome =
            if let problem = slide.problem(goal) {
                Outcome.failed(reason: problem, isDiskFull: false)
            } else {
                try outcome(
                    of: slide.task(stage, goal.ranges, known, memory: budget.total), &worker, measuring: measuring)
            }
        switch outcome {
        case .done(let record): return record
        case .failed(let reason, let isDiskFull):
            if isDiskFull { throw .cohort(.stopped(reason: reason)) }
            let record = slide.failure(reason)
            folder.removeResults(slide.file)
            do {
                try OutputText(path: folder.layout.record(slide.file)).write(record)
            } catch {
                throw .cohort(.stopped(reason: "\(error)"))
            }
            return record
        }
    }

    private enum Outcome {
        case done(SlideRecord)
        case failed(reason: String, isDiskFull: Bool)
    }

    /// Gives a task to a worker. If the worker dies, a new one tries again.
    private func outcome(
        of task: SlideTask, _ worker: inout WorkerProcess?, measuring: (Double) -> Void
    ) throws(Stop) -> Outcome {
        var (task, triesLeft, isAlone) = (task, retries, false)
        while true {
            do {
                let current = try worker ?? WorkerProcess(lockFile: folder.lockFile)
                worker = current
                let outcome = try outcome(of: task, by: current, alone: isAlone, measuring: measuring)
                // What a damaged file has left in its memory is not for the next slide.
                if case .failed = outcome { worker = nil }
                return outcome
            } catch let silence as WorkerProcess.Silence {
                let path = worker?.watch.path
                worker = nil
                if silence.isWorthARetry, triesLeft > 0 {
                    triesLeft -= 1
                    // If memory ran out, it may be enough when no other slide runs.
                    if case .crashed(SIGKILL) = silence { isAlone = true }
                } else if let reason = silence.refusal, let path,
                    task.refusals.updateValue(reason, forKey: path) == nil
                {
                    // Without that file, the slide may do, or it fails with a sentence about the file.
                    continue
                } else {
                    return .failed(reason: "\(task.record.slide): \(words(for: silence))", isDiskFull: false)
                }
            } catch let shortage as Descriptor.Unavailable {
                worker = nil
                throw .noWorker(shortage)
            } catch {
                worker = nil
                return .failed(
                    reason: "\(task.record.slide): no worker could be started (\(error))", isDiskFull: false)
            }
        }
    }

    /// Why a slide failed for which no file can be blamed.
    private func words(for silence: WorkerProcess.Silence) -> String {
        switch silence {
        case .ended(let code): "the worker ended with code \(code)"
        case .crashed(SIGKILL): "the worker was killed, which the system does when memory runs out"
        case .crashed(let signal):
            "the worker crashed (signal \(signal)), which a damaged file can cause"
        case .stopped(let reason): reason
        case .late: "it took longer than the \(timeout.map(Wording.length) ?? "") s that --timeout allows"
        case .greedy(let bytes):
            "it used \(bytes >> 20) MB of memory, more than the \(budget.total >> 20) MB that --memory allows"
        }
    }

    private func outcome(
        of task: SlideTask, by worker: WorkerProcess, alone: Bool, measuring: (Double) -> Void
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
            case .measured(let share): measuring(share)
            case .done(let record): return .done(record)
            case .failed(let reason, let isDiskFull): return .failed(reason: reason, isDiskFull: isDiskFull)
            case .news, .size: break
            }
        }
    }
}

extension WorkerProcess.Silence {
    /// Whether another worker may do better. One that made no progress took long enough.
    fileprivate var isWorthARetry: Bool {
        switch self {
        case .ended, .crashed, .late: true
        case .stopped, .greedy: false
        }
    }

    /// Why the file that was read is not to be opened again; nil where it is not to blame.
    fileprivate var refusal: String? {
        switch self {
        case .crashed(SIGKILL), .ended, .late, .greedy: nil
        case .crashed(let signal): ProcessWatch.crash(signal)
        case .stopped(let reason): reason
        }
    }
}
