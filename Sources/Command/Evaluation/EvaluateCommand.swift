internal import ArgumentParser
internal import Files
internal import LinMIL
internal import Rendering
internal import Results
internal import Slides

/// `linmil evaluate`: measures how far maps explain the prediction.
struct EvaluateCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how far the maps of one slide explain its prediction.",
        discussion: """
            linmil evaluate slide.h5 --model model.pt
            linmil evaluate slide.h5 --model model.pt --score cls,relevance -o evaluation.json
            linmil evaluate slide.h5 --model model.pt --map other.csv --plot curves.svg

            Tiles are removed a few at a time, once those with the highest scores first and once those with the lowest \
            first, and the model says each time what it makes of the rest. A map explains the prediction if the \
            first way changes it soon and the second way late. Random orders show what any order does.

            docs/evaluate.md explains the numbers and their limits.
            """)

    @OptionGroup(title: "Slide") var slide: SlideOptions
    @OptionGroup(title: "Slide") var geometry: GeometryOptions
    @OptionGroup(title: "Slide") var lengths: TileOptions
    @OptionGroup(title: "Regions") var regions: RegionOptions
    @OptionGroup(title: "Model") var options: ModelOptions
    @OptionGroup(title: "Model") var memory: MemoryOption

    @Option(
        help: ArgumentHelp(
            "Which scores to measure, joined by commas. (default: all that the model has)", valueName: "kind,kind"),
        transform: ScoreKinds.init)
    var score: ScoreKinds?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The class whose probability is followed, by its number from 0 or by its name. (default: the predicted class)",
            valueName: "n|name"))
    var className: String?

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp(
            "A file with scores of the same tiles from anywhere, to be measured too. May be given several times.",
            valueName: "file"))
    var maps: [String] = []

    @Option(help: ArgumentHelp("How many steps a curve has at most.", valueName: "n"))
    var steps = 100

    @Option(help: ArgumentHelp("How many random orders there are.", valueName: "n"))
    var seeds = 3

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The .json file to write; or - to write JSON to standard output.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Also draw the curves, as a .svg, .pdf, .png or .jpg file.", valueName: "file"))
    var plot: String?

    @Flag(help: "Write JSON to standard output, the same as -o -.")
    var json = false

    @OptionGroup var stall: StallOption
    @OptionGroup var told: QuietOption

    /// The file to write; nil for standard output.
    private var path: String? { output.flatMap { $0 == "-" ? nil : $0 } }

    func validate() throws {
        _ = try (slide.requiredFeatures(), options.requiredModel(), options.requireFile(output))
        try options.requireOne("'evaluate' measures the maps of one model")
        if let path {
            guard path.lowercased().hasSuffix(".json") else {
                throw ValidationError(
                    "'-o \(path)' has an unknown ending; name a .json file, or - for standard output.")
            }
            if json { throw ValidationError("'--json' and '-o \(path)' name two places to write to; give one.") }
        }
        if let plot { _ = try PictureFormat(ofOutput: plot, "--plot", among: PictureFormat.ofFigures) }
        for (name, number) in [("steps", steps), ("seeds", seeds)] where !SlideEvaluation.Plan.counts.contains(number) {
            throw ValidationError("'--\(name) \(number)' is not between 1 and 10000.")
        }
    }

    func run() throws {
        var sources = SlideSources(features: try slide.requiredFeatures())
        sources.model = options.source()
        geometry.apply(to: &sources)
        lengths.apply(to: &sources)
        regions.apply(to: &sources)
        // Check the outputs before the model computes.
        for path in [path, plot].compactMap(\.self) {
            try sources.requireOtherFile(path)
            _ = try OutputFile(path: path)
        }
        let figure = try plot.map(CurvesFile.init)
        guard let model = sources.model else { throw RenderError.missingModel(path: sources.features) }
        let models = ModelCache()
        models.begin(model)
        let features = try chosen(FeatureFile(anyFormatAt: sources.features), sources)
        let others = try maps.map { path in
            let file = try ScoreFile(anyFormatAt: path)
            let name = FilePath.slideName(of: path)
            if let part = features.part, !file.tileNumbers.isEmpty, file.tileNumbers != part.numbers {
                throw EvaluationError.otherPart(path: path, features: features.path)
            }
            if file.scores.count == features.tileCount { return (name, file.scores) }
            guard let part = features.part, file.scores.count == part.slideTileCount else {
                throw EvaluationError.otherTiles(
                    path: path, found: file.scores.count, features: features.path, expected: features.tileCount)
            }
            return (name, part.numbers.map { file.scores[$0] })
        }
        let file = try models.model(model)
        if let tensors = file.leftAside { told.warn([tensors.description]) }
        let request = ScoreRequest(class: className.map { .named($0) } ?? .predicted)
        let scores = (score?.kinds ?? file.model.configuration.scores).map { Score($0) }
        try requireDistinctNames(scores)
        var plan = SlideEvaluation.Plan()
        (plan.steps, plan.seeds) = (steps, seeds)
        let line = EvaluationProgress(quiet: told.quiet)
        let evaluation = try SlideEvaluation(
            of: features, with: file, scores: scores, others: others,
            explained: request.explainedClass(of: file.model), plan: plan, threads: options.threads,
            memory: memory.memory?.value, progress: line.show)
        line.end()
        told.warn(evaluation.warnings.map { "\(features.path): \($0)" })
        // The figure comes first: if it cannot be drawn, nothing is written.
        try figure?.write(evaluation)
        if let path {
            try evaluation.write(to: path)
            told.say("\(path): \(evaluation.scores.count) maps measured")
        } else if output != nil || json {
            try Terminal.print(json: evaluation.json())
        }
        if output == nil, !json, !told.quiet {
            try Terminal.print(EvaluationTable(evaluation, slide: features.path).text)
        }
        if path != nil || !json, output != "-" { told.note(assumptionsOf: [file]) }
    }

    /// Returns the features of the tiles that the regions choose; all where none are given.
    private func chosen(_ features: FeatureFile, _ sources: SlideSources) throws -> FeatureFile {
        guard sources.regions != nil else { return features }
        let slide = try sources.openSlide()
        let tiles = try TileGrid(of: features, given: sources.given(slide))
        told.warn(tiles.warnings.map { $0.advised(in: .evaluate) })
        guard let part = try sources.part(of: tiles, on: slide) else { return features }
        told.warn(part.notes)
        return features.keeping(part)
    }

    /// A map is known by its file's name, so no two may have one, and none that of a score.
    private func requireDistinctNames(_ scores: [Score]) throws {
        var names = Set(scores.map(\.kind.rawValue))
        for path in maps {
            let name = FilePath.slideName(of: path)
            guard names.insert(name).inserted else { throw EvaluationError.sameName(path: path, name: name) }
        }
    }
}
