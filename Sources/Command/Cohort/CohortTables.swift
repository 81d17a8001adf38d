internal import Files
internal import LinMIL
internal import Rendering
internal import Reports
internal import Results

/// The tables of a cohort: `cohort.csv` with one line per slide, and `cohort.json` with versions and settings.
struct CohortTables {
    /// The cohort's folder.
    let path: String

    /// How a cohort's results were made.
    struct Provenance: Encodable {
        let version: String
        let slides: Int
        let done: Int
        let failed: Int
        let tiles: Int
        /// The settings of the scores. There are several if runs differed or the list gives options for single slides.
        let scoreSettings: [ScoreSettings]
        let drawSettings: [RenderSettings]
        /// How far the maps explain the predictions; not written if no slide was measured.
        let evaluation: CohortEvaluation?
        let shard: String?
        let list: [String]
        let unlisted: [String]?
    }

    /// The settings that scores were computed with.
    struct ScoreSettings: Encodable {
        let version: String
        @WrittenNull var model: FileReference?
        /// The models, if there are several; not written for one.
        var models: [FileReference]?
        /// Not written where none is named.
        var prefix: String?
        @WrittenNull var activation: Activation?
        /// Not written for float32.
        var precision: Precision?
        /// Not written where none are named.
        var classNames: [String]?
        /// The scores that were asked for; null where they came without a model.
        @WrittenNull var scores: ScoreRequest?
        /// How the scores were measured; not written where they were not.
        var evaluation: SlideEvaluation.Plan?
        @WrittenNull var tileSize: Double?
        @WrittenNull var mpp: Double?

        init(_ basis: SlideRecord.Basis) {
            version = basis.version
            model = basis.sources.model.map { FileReference($0.path, fingerprint: basis.modelFingerprint) }
            if let paths = basis.sources.model?.paths, paths.count > 1 {
                let prints = basis.modelFingerprint.split(separator: ", ", omittingEmptySubsequences: false)
                let files = zip(paths, prints).map { FileReference($0, fingerprint: String($1)) }
                models = files
                model = FileReference(files.map(\.name).joined(separator: ", "), fingerprint: nil)
            }
            prefix = basis.sources.model?.prefix
            (activation, classNames) = (basis.sources.model?.activation, basis.sources.model?.classNames)
            precision = basis.sources.model?.precision
            scores = basis.sources.model == nil ? nil : basis.sources.scores
            evaluation = basis.sources.evaluation
            (tileSize, mpp) = (basis.sources.tileSide, basis.sources.mpp)
        }
    }

    /// Writes both tables for the given records.
    ///
    /// - Parameter contents: the slides of the whole list, also those of other parts.
    func write(_ records: [SlideRecord], _ contents: CohortContents, shard: Shard?) throws {
        let name = shard.map { "cohort-\($0.part)-of-\($0.count)" } ?? "cohort"
        try OutputText(path: "\(path)/\(name).csv").write(text: CohortTable(records).csv)
        func distinct<Settings: Encodable>(_ settings: [Settings]) throws -> [Settings] {
            let byText = try settings.map { (try jsonText($0), $0) }
            return Dictionary(byText) { first, _ in first }.sorted { $0.key < $1.key }.map(\.value)
        }
        let provenance = Provenance(
            version: SlideResult.currentVersion, slides: records.count, done: records.count { $0.status == .done },
            failed: records.count { $0.status == .failed }, tiles: records.reduce(0) { $0 + ($1.result?.tiles ?? 0) },
            scoreSettings: try distinct(
                records.filter { $0.status != .failed }.compactMap(\.basis).map(ScoreSettings.init)),
            drawSettings: try distinct(records.flatMap(\.pictures).map(\.settings)),
            evaluation: CohortEvaluation(of: records), shard: shard?.description,
            list: contents.list, unlisted: contents.unlisted)
        try OutputText(path: "\(path)/\(name).json").write(provenance)
    }

    /// The list of the run that ended last; nil if no run has named its slides.
    private var lastList: [String]? {
        let names = FileSystem.names(in: path) ?? []
        let files = names.filter { $0.wholeMatch(of: /cohort(-[0-9]{1,6}-of-[0-9]{1,6})?\.json/) != nil }.sorted()
        let dated = files.compactMap { name -> (time: Int, list: [String])? in
            let file = "\(path)/\(name)"
            guard let time = FileSystem.modificationTime(of: file), let contents = CohortContents(readingJSONFrom: file)
            else { return nil }
            return (time, contents.list)
        }
        return dated.max { $0.time < $1.time }?.list
    }

    /// Returns warnings about unfinished parts and about slides without a picture.
    private func unfinished(_ records: [SlideRecord]) -> [String] {
        let names = FileSystem.names(in: path) ?? []
        var parts: [Int: Set<Int>] = [:]
        for name in names {
            guard let found = name.wholeMatch(of: /cohort-([0-9]{1,6})-of-([0-9]{1,6})\.csv/),
                let part = Int(found.1), let count = Int(found.2)
            else { continue }
            parts[count, default: []].insert(part)
        }
        var warnings = parts.sorted { $0.key < $1.key }.filter { $0.value.count < $0.key }.map { count, done in
            "\(path): \(done.count) of \(count) parts are finished; run the others (--shard I/\(count)) and merge again"
        }
        let scored = records.count { $0.status == .scored }
        if scored > 0 {
            warnings.append(
                "\(path): \(scored) slides have scores but no picture yet; run the same command without --shard to "
                    + "draw them")
        }
        return warnings
    }

    /// Merges the tables of all parts. It reads the slides' records, which all parts write into one folder.
    func merge(_ told: QuietOption) throws {
        let layout = CohortLayout(path: path)
        let records = layout.files.compactMap(layout.read)
        guard !records.isEmpty else { throw CohortError.noRecords(path: path) }
        if let other = records.first(where: { $0.precision != records[0].precision }) {
            throw CohortError.mixedPrecision(path: path, [records[0], other].map { ($0.slide, $0.precision) })
        }
        let list = lastList ?? records.map(\.file)
        let departed = records.filter { !Set(list).contains($0.file) }
        try write(records, CohortContents(list: list, unlisted: departed.map(\.file)), shard: nil)
        told.say("\(path)/cohort.csv: \(records.count) slides")
        try told.summarise(records)
        told.warn(unfinished(records))
        let warnings = CohortWarnings.all(about: records, unlisted: departed.map(\.slide))
        told.warn(warnings.map { Wording.line("\(path): \($0)") })
        if let first = departed.first {
            told.say("to leave a slide out, remove its record, such as \(layout.record(first.file)), and merge again")
        }
        let failed = records.count { $0.status == .failed }
        if failed > 0 { throw CohortError.failures(count: failed, total: records.count, path: path) }
    }
}
