internal import ArgumentParser
internal import Files
internal import LinMIL
internal import Reports
internal import Slides

/// `linmil score`: features and a model in, one score for each tile out.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Compute one slide's prediction and the score of each tile.",
        discussion: """
            linmil score slide.h5 --model model.pt -o scores.json
            linmil score slide.h5 --model model.pt --slide slide.mrxs --top 5% -o slide.geojson

            Without -o, a summary for a person is printed. With it, the ending says what is written:

            .json     everything, for linmil and other programs
            .h5       the same in the layout of CLAM's blockmap
            .csv      a line for each tile: place, score, rank, normalised
            .geojson  tiles for QuPath, with these numbers as measurements

            linmil render draws the first two without a model.

            Coordinates are level-0 pixels. Only in .geojson, and if --slide names a slide that says which part of it was \
            scanned (MIRAX, Leica), they count from the corner of that part, as QuPath does: give --slide for those.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Model") var options: ModelOptions
    @OptionGroup(title: "Export") var export: ExportOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to write: a .json, .h5, .csv or .geojson file, or - for JSON on standard output.", valueName: "file")
    )
    var output: String?

    @Flag(help: "Write JSON to standard output, like -o -.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    /// The file to write; nil for standard output.
    private var path: String? { output.flatMap { $0 == "-" ? nil : $0 } }

    func validate() throws {
        _ = try (slide.requiredFeatures(), options.requiredModel())
        let format = path.flatMap(ScoreFormat.init(path:))
        if let path {
            guard format != nil else {
                throw ValidationError(
                    "'-o \(path)' has no known ending; name a .json, .h5, .csv or .geojson file, or - for JSON.")
            }
            if json { throw ValidationError("'--json' and '-o \(path)' are two places to write to; give one.") }
        }
        try export.validate(for: format)
    }

    func run() throws {
        if let path {
            // What can fail early does.
            try requireOtherFile(path)
            _ = try OutputFile(path: path)
        }
        let features = try FeatureFile(path: slide.requiredFeatures())
        let whole = try slide.geometry.openSlide()
        let tiles = try TileGrid(of: features, given: slide.geometry.given(whole))
        if !quiet { Terminal.warn(tiles.warnings.map { $0.advised(in: .score) }) }
        let (model, fingerprint) = try LoadedModel().read(options.requiredModel(), options.activation)
        let scored = try ScoredSlide(features, tiles, model, score: options.score ?? .cls, threads: options.threads)

        if output == nil, !json {
            if !quiet { try Terminal.print(ScoreSummary(scored, slide: features.path).text) }
            return
        }
        guard let path, let format = ScoreFormat(path: path) else {
            let report = ScoreReport(scored, slide: features.path, fingerprint: fingerprint)
            return try Terminal.print(report.json())
        }
        let written = try ScoreExport(
            scored: scored, features: features, fingerprint: fingerprint, bounds: whole?.bounds,
            options: export
        ).write(format, to: path)
        guard !quiet else { return }
        let part = written == features.tileCount ? "" : "\(written) of "
        Terminal.say("\(path): \(part)\(features.tileCount) tiles, predicted \(scored.prediction)")
        if let sight = scored.sight { Terminal.say("\(path): \(sight)") }
    }

    /// Refuses to write over what the scores are made of.
    private func requireOtherFile(_ path: String) throws {
        guard let output = FileIdentity(of: path) else { return }
        for (input, what) in [
            (slide.features, "the features file"), (options.model, "the model"),
            (slide.geometry.coords, "the coordinates file"), (slide.geometry.slide, "the slide"),
        ] {
            if let input, FileIdentity(of: input) == output { throw ScoreError.overwritesInput(path: path, what: what) }
        }
    }
}
