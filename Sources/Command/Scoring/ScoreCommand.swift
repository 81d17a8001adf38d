internal import ArgumentParser
internal import Files
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// `linmil score`: computes one score for each tile from features and a model.
struct ScoreCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Compute the prediction for one slide and a score for each tile.",
        discussion: """
            linmil score slide.h5 --model model.pt -o scores.json
            linmil score slide.h5 --model model.pt --score cls,relevance --class tumor -o scores.json
            linmil score slide.h5 --model model.pt --slide slide.mrxs --top 5% -o slide.geojson

            Without -o, a summary is printed. With -o, the file's ending sets the format:

            .json     everything, for linmil and other programs, with the curves of --evaluate
            .h5       the same, in the layout of CLAM's blockmap
            .csv      one line per tile: position, score, rank, normalised score
            .geojson  tiles for QuPath, with score, rank and normalised score as measurements
            .annotation.json  a heatmap of normalised scores for HistomicsUI (Digital Slide Archive)

            Several scores are computed in one pass. They go into one .json or .h5 file, and into a file of any other kind \
            each, such as slide.cls.csv.

            'linmil render' draws .json and .h5 files without a model.

            Coordinates are level-0 pixels. Some slides (MIRAX, Leica) record which part was scanned, and QuPath and \
            HistomicsUI count from the corner of that part. Give --slide for these, and the coordinates of .geojson and \
            .annotation.json files count from the same corner.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Slide") var geometry: GeometryOptions
    @OptionGroup(title: "Slide") var lengths: TileOptions
    @OptionGroup(title: "Regions") var regions: RegionOptions
    @OptionGroup(title: "Model") var options: ModelOptions
    @OptionGroup(title: "Model") var memory: MemoryOption
    @OptionGroup(title: "Scores") var score: ScoreOptions
    @OptionGroup(title: "Scores") var evaluation: EvaluationOptions
    @OptionGroup(title: "Export") var values: NormalizationOptions
    @OptionGroup(title: "Export") var export: ExportOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write: .json, .h5, .csv, .geojson or .annotation.json; or - to write JSON to standard output.",
            valueName: "file")
    )
    var output: String?

    @Flag(help: "Write JSON to standard output, the same as -o -.")
    var json = false

    @OptionGroup var stall: StallOption
    @OptionGroup var told: QuietOption

    /// The file to write; nil for standard output.
    private var path: String? { output.flatMap { $0 == "-" ? nil : $0 } }

    func validate() throws {
        _ = try (slide.requiredFeatures(), options.requiredModel(), options.requireFile(output))
        try score.requireUse(by: options)
        let format = path.flatMap(ScoreFormat.init(path:))
        if let path {
            guard format != nil else {
                throw ValidationError(
                    "'-o \(path)' has an unknown ending; name a .json, .h5, .csv or .geojson file, an "
                        + ".annotation.json file for HistomicsUI, or - for JSON.")
            }
            if json { throw ValidationError("'--json' and '-o \(path)' name two places to write to; give one.") }
        }
        try values.ofTable.validate(values.range)
        try export.validate(with: values, for: format)
    }

    func run() throws {
        var sources = SlideSources(features: try slide.requiredFeatures())
        sources.model = options.source()
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
        regions.apply(to: &sources)
        if let path {
            // Check the output before the model computes.
            try sources.requireOtherFile(path)
            _ = try OutputFile(path: path)
        }
        let models = ModelCache()
        models.begin(sources.model)
        var features = try FeatureFile(anyFormatAt: sources.features)
        let whole = try sources.openSlide()
        var tiles = try TileGrid(of: features, given: sources.given(whole))
        told.warn(tiles.warnings.map { $0.advised(in: .score) })
        if let part = try sources.part(of: tiles, on: whole) {
            told.warn(part.notes)
            (features, tiles) = (features.keeping(part), tiles.keeping(part))
        }
        guard let model = sources.model else { throw RenderError.missingModel(path: features.path) }
        let ensemble = try models.models(model)
        told.warn(ensemble.members.compactMap(\.leftAside?.description))
        if evaluation.evaluate { try ensemble.requireMeasurable() }
        let request = score.request()
        var result = try SlideResult(
            scoring: features, on: tiles, with: ensemble, scores: request.scores(of: ensemble.first.model),
            across: request.across ?? [.mean], threads: options.threads, memory: memory.memory?.value)
        if let plan = evaluation.plan {
            let line = EvaluationProgress(quiet: told.quiet)
            defer { line.end() }
            try result.evaluate(
                on: features, with: ensemble.first, explained: request.explainedClass(of: ensemble.first.model),
                plan: plan, threads: options.threads, memory: memory.memory?.value, progress: line.show)
        }
        told.warn(result.allWarnings.map { "\(features.path): \($0)" })

        if output == nil, !json {
            if !told.quiet { try Terminal.print(ScoreSummary(result, slide: features.path).text) }
            return told.note(assumptionsOf: ensemble.members)
        }
        guard let path, let format = ScoreFormat(path: path) else { return try Terminal.print(json: result.json()) }
        for (path, result) in try files(of: result, format, path) {
            try sources.requireOtherFile(path)
            let written = try ScoreExport(
                result: result, features: features.path, bounds: whole?.bounds, values: values, options: export
            ).write(format, to: path)
            let part = written == features.tileCount ? "" : "\(written) of "
            let answers = Wording.andAnswer(result.prediction) + Wording.andWhole(result.part)
            told.say("\(path): \(part)\(features.tileCount) tiles\(answers)")
            if let sight = result.sight { told.say("\(path): \(sight)") }
        }
        Wording.models(of: result).forEach { told.say("\(features.path): \($0)") }
        told.note(assumptionsOf: ensemble.members)
    }

    /// Returns what goes into which file: tables have one score each.
    private func files(
        of result: SlideResult, _ format: ScoreFormat, _ path: String
    ) throws -> [(path: String, result: SlideResult)] {
        switch format {
        case .json, .hdf5: [(path, result)]
        case .csv, .geojson, .annotation:
            zip(try PicturePath(path).paths(of: result), result.maps.indices).map { ($0, result.alone($1)) }
        }
    }
}
