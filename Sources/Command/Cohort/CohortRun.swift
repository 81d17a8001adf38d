internal import Files
internal import Glibc
internal import Heatmaps
internal import Machine
internal import Rendering
internal import Reports
internal import Results

/// A run of a cohort, from its slides to its tables.
struct CohortRun {
    let command: CohortCommand
    let folder: CohortFolder
    /// All slides of the cohort. `--shard` selects some of them.
    let slides: [CohortSlide]
    /// The command's models, in their order, where all of them were read.
    let models: [ModelFile]

    private var mine: [CohortSlide] {
        slides.enumerated().filter { command.running.shard?.contains($0.offset) ?? true }.map(\.element)
    }

    /// Computes what is missing or changed, and writes the tables.
    ///
    /// - Throws: `CohortError.failures` at the end if any slide failed; `CohortError.stopped` immediately if the run
    ///   cannot continue.
    func run() throws {
        // Writing to a worker that died while idle must not end the cohort.
        signal(SIGPIPE, SIG_IGN)
        let mine = mine
        let cores = Cores.usable
        let jobs = max(1, min(command.running.jobs ?? cores, mine.count, Descriptor.roomForWorkers))
        let threads = command.model.threads ?? max(1, cores / jobs)
        let prints = try fingerprints(of: slides)
        let plan = { (slides: [CohortSlide]) in
            slides.map { slide in
                // Of several models, the fingerprints of all.
                let paths = command.model.paths(over: slide.row?.model)
                let model = paths.map { prints[$0] ?? "" }.joined(separator: ", ")
                return SlidePlan(slide, command: command, folder: folder, model: model, threads: threads)
            }
        }
        let pool = WorkerPool(
            folder: folder, jobs: jobs, memory: command.running.memory?.value ?? MemoryBudget.standard,
            timeout: command.running.timeout, retries: command.running.retries)
        let hasPasses = command.running.scale == .cohort

        let all = plan(mine)
        try relabel(all)
        let goal = hasPasses ? SlideGoal.scores : .picture([:])
        try bring(all, to: goal, forced: command.running.force, pool)
        if hasPasses, let ranges = try ranges(of: plan(slides)) {
            // Files may have changed since the first pass. Slides without valid scores have to wait for the next run.
            let scored = plan(mine).filter { $0.hasScores(folder.layout.read($0.file)) }
            let old = scored.count { $0.hasOldPicture(folder.layout.read($0.file), ranges: ranges) }
            for (name, range) in ranges.sorted(by: { $0.key < $1.key }) {
                command.told.say("range of all slides\(ranges.count > 1 ? ", \(name)" : ""): \(range)")
            }
            if old > 0 { command.told.say("\(old) pictures are out of date and are drawn again") }
            try bring(scored, to: .picture(ranges), forced: false, pool)
        }
        folder.removeLeftovers()
        try finish(mine)
    }

    private func bring(_ plan: [SlidePlan], to goal: SlideGoal, forced: Bool, _ pool: WorkerPool) throws {
        let pending = plan.filter { $0.missing(goal, folder.layout.read($0.file), forced: forced) != nil }
        let progress = CohortProgress(
            total: plan.count, kept: plan.count - pending.count, json: command.json, quiet: command.told.quiet)
        try pool.run(pending, to: goal, forced: forced, progress)
    }

    /// Returns the fingerprint of each model, by path.
    private func fingerprints(of slides: [CohortSlide]) throws -> [String: String] {
        let own = Set(slides.flatMap { $0.row?.model.models ?? [] })
        // A model that cannot be read fails only the slides that name it. Their worker reports the reason.
        var prints: [String: String] = [:]
        for path in own { prints[path] = try? Fingerprint(of: path).text() }
        if slides.contains(where: { $0.row?.model.model == nil }) {
            for (place, common) in command.model.models.enumerated() {
                prints[common] =
                    try models.isEmpty ? Fingerprint(of: common).text() : models[place].file.fingerprint
            }
        }
        return prints
    }

    /// Updates what the list says about the slides. No result depends on it.
    private func relabel(_ plan: [SlidePlan]) throws {
        for slide in plan {
            guard var record = folder.layout.read(slide.file), record.listing != slide.listing,
                folder.lock(slide.file, waits: true)
            else { continue }
            defer { folder.unlock(slide.file) }
            record.listing = slide.listing
            try OutputText(path: folder.layout.record(slide.file)).write(record)
        }
    }

    /// Returns the 1st to 99th percentile of each score of all tiles of all slides; nil if slides have no scores yet, or no
    /// slide has any.
    private func ranges(of plan: [SlidePlan]) throws -> ScoreRanges? {
        var (files, missing) = ([String: [(file: String, map: Int)]](), 0)
        var twoSided: Set<String> = []
        for slide in plan {
            let record = folder.layout.read(slide.file)
            if slide.hasScores(record) {
                for (map, name) in (record?.result?.names ?? []).enumerated()
                // Some scores have the same range on all slides of all cohorts.
                where record?.result?.maps[map].score.fixedRange == nil {
                    files[name, default: []].append((slide.file, map))
                    if record?.result?.maps[map].score.isTwoSided == true { twoSided.insert(name) }
                }
            } else if record?.status != .failed {
                missing += 1
            }
        }
        guard missing == 0 else {
            command.told.say(
                "\(missing) slides have no scores yet, so no picture was drawn: the range depends on the scores of all "
                    + "slides; run the same command again when the other parts are done")
            return nil
        }
        var ranges: ScoreRanges = [:]
        for (name, files) in files { ranges[name] = try range(of: files, isTwoSided: twoSided.contains(name)) }
        return ranges.isEmpty ? nil : ranges
    }

    /// Returns the range of one score of all slides.
    private func range(of files: [(file: String, map: Int)], isTwoSided: Bool) throws -> ScoreRange? {
        let range = try ScoreRange.robust(isTwoSided: isTwoSided) { (body) throws in
            for (file, map) in files {
                let maps = try SlideResult(readingJSONFrom: folder.layout.scores(file)).maps
                if maps.indices.contains(map) { body(maps[map].scores) }
            }
        }
        // `--range` refuses an empty range. If all scores are equal, widen it so that the score is in the middle.
        return try range.map { try $0.low < $0.high ? $0 : ScoreRange(low: $0.low.nextDown, high: $0.high.nextUp) }
    }

    /// Notes once which of a list's models have an activation that nothing tells. Of the command's model it is noted before.
    private func tellAssumptions(_ mine: [CohortSlide], _ records: [SlideRecord]) {
        let own = Set(mine.filter { $0.sources(command).model != command.model.source() }.map(\.identifier.file))
        let models = Set(
            records.filter { own.contains($0.file) && $0.picture?.activationAssumed == true }
                .compactMap(\.picture?.model?.name))
        let remedy = "fill the column 'activation' of the list"
        if let note = Wording.assumedActivation(of: models.sorted(), remedy: remedy) { command.told.say(note) }
    }

    private func finish(_ mine: [CohortSlide]) throws {
        let records = mine.compactMap { folder.layout.read($0.identifier.file) }
        let contents = CohortContents(list: slides.map(\.identifier.file).sorted())
        try CohortTables(path: folder.layout.path).write(records, contents, shard: command.running.shard)
        if !command.json { try command.told.summarise(records) }
        command.told.warn(CohortWarnings.ofList(records))
        tellAssumptions(mine, records)
        let failed = records.filter { $0.status == .failed }
        guard !failed.isEmpty else { return }
        throw CohortError.failures(count: failed.count, total: records.count, path: folder.layout.path)
    }
}
