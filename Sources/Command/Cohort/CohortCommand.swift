internal import ArgumentParser
internal import Heatmaps
internal import LinMIL
internal import Rendering
internal import Results
internal import Reports

/// `linmil cohort`: draws many slides without supervision.
struct CohortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohort",
        abstract: "Draw the heatmaps of many slides without supervision.",
        discussion: """
            linmil cohort features/ --model model.pt --thumbnails thumbs/ -o out/
            linmil cohort slides.csv --features features/ --model model.pt --scale cohort -o out/
            linmil cohort scores/ --slides slides/ -o out/

            The last command draws existing scores of any model, as render does without --model.

            --evaluate measures on each slide how far the map explains the prediction. The measures are in out/cohort.csv,             and a summary is printed. It takes as long as some 60 predictions of each slide.

            A second run computes only what is missing or changed. A slide that fails does not stop the others: \
            out/cohort.csv gives the reason, and the exit code is 1 at the end.

            A list is a CSV file with a header line. The column slide_id is required. Optional columns are features \
            (default: slide_id + .h5, in the list's folder or in --features), thumbnail, slide, coords, label, and \
            options of render such as mpp or tile-size. Other columns are kept in out/cohort.csv. Paths are relative to \
            the list's folder.
            """)

    @Argument(
        help: """
            A folder of features files, a TRIDENT or CLAM output folder, or a CSV list of slides. Without --model, a folder of \
            scores.
            """)
    var slides: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The output folder.", valueName: "folder"))
    var output: String?

    @OptionGroup(title: "Slides") var sources: CohortSourceOptions
    @OptionGroup(title: "Slides") var lengths: TileOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Scores") var score: ScoreOptions
    @OptionGroup(title: "Scores") var evaluation: EvaluationOptions
    @OptionGroup(title: "Scores of another program") var choice: ScoreChoiceOptions
    @OptionGroup(title: "Running") var running: CohortRunOptions
    @OptionGroup(title: "Running") var stall: StallOption
    @OptionGroup(title: "Colours") var values: NormalizationOptions
    @OptionGroup(title: "Colours") var colors: ColorOptions
    @OptionGroup(title: "Drawing") var drawing: DrawingOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions

    @Flag(help: "When a slide is done, write one line of JSON about it to standard output.")
    var json = false

    @OptionGroup var told: QuietOption

    func validate() throws {
        if running.merge != nil { return }
        guard slides != nil else { throw ValidationError("Missing expected argument '<slides>'") }
        guard output != nil else { throw ValidationError("Missing expected argument '--output <folder>'") }
        try model.requireFile(output)
        try choice.requireScores(model)
        try choice.requireNoClass(score)
        try score.requireUse(by: model)
        try settings().validate()
        if running.scale == .cohort, values.range != nil {
            throw ValidationError("'--scale cohort' computes the range itself; leave out '--range'.")
        }
        if running.scale == .cohort, drawing.compatible != nil {
            throw ValidationError("'--scale cohort' cannot be used with '--compatible'.")
        }
    }

    func run() throws {
        if colors.listColormaps { return try Terminal.print(drawn: ColorMapList().text) }
        if let folder = running.merge { return try CohortTables(path: folder).merge(told) }
        guard let slides, let output else { return }
        let all = try CohortFinder(
            path: slides, sources: sources, hasModel: model.model != nil, stall: stall.limits
        ).find()
        let found = all.slides
        all.notes.forEach { told.say("linmil: \($0)") }
        told.warn(all.warnings)
        if running.scale == .cohort, let slide = found.first(where: { $0.row?.values.range != nil }) {
            throw ValidationError(
                "'--scale cohort' computes the range itself, but the list gives one for "
                    + "'\(Wording.name(slide.identifier.name))'; remove it.")
        }
        if found.allSatisfy({ $0.row?.model.model == nil }) { try evaluation.requireModel(model) }
        // If the model cannot be read, stop here. Otherwise every slide would fail. Rows may choose one of several models.
        var models: [ModelFile] = []
        if let common = model.source(), !found.allSatisfy({ $0.row?.model.prefix != nil }) {
            let ensemble = try ModelCache().models(common)
            told.warn(ensemble.members.compactMap(\.leftAside?.description))
            if found.contains(where: { $0.sources(self).model == common }) { models = ensemble.members }
            if evaluation.evaluate, found.allSatisfy({ $0.sources(self).model == common }) {
                try ensemble.requireMeasurable()
            }
        }
        let folder = try CohortFolder(path: output)
        told.note(assumptionsOf: models)
        try CohortRun(command: self, folder: folder, slides: found, models: models).run()
    }

    /// Returns the settings from the options. They apply to all slides.
    func settings() throws -> RenderSettings {
        var settings = RenderSettings()
        values.apply(to: &settings)
        colors.apply(to: &settings)
        try drawing.apply(to: &settings)
        picture.apply(to: &settings)
        return settings
    }
}

/// Where the files of a cohort's slides are.
struct CohortSourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with the features of a list's slides, or a TRIDENT or CLAM output folder. (default: the list's "
                + "folder)", valueName: "folder"))
    var features: String?

    @Option(help: ArgumentHelp("A folder with a picture of each slide, ID.png or ID.jpg.", valueName: "folder"))
    var thumbnails: String?

    @Option(help: ArgumentHelp("A folder with the slides themselves, such as ID.svs.", valueName: "folder"))
    var slides: String?
}

/// How a cohort is run.
struct CohortRunOptions: ParsableArguments {
    enum Scale: String, CaseIterable, ExpressibleByArgument {
        case slide, cohort
    }

    @Option(
        help: ArgumentHelp(
            "slide: each slide has its own colour range. cohort: all slides share one range, the 1st to 99th percentile "
                + "of the scores of all tiles, so that pictures can be compared.", valueName: "kind"))
    var scale: Scale = .slide

    @Option(help: ArgumentHelp("Number of worker processes. (default: one per core)", valueName: "n"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "Memory for all workers together, for example 8G. (default: half of the free memory)", valueName: "bytes"))
    var memory: ByteCount?

    @Option(help: ArgumentHelp("Longest time for one slide, in seconds. (default: no limit)", valueName: "s"))
    var timeout: Double?

    @Option(
        help: ArgumentHelp(
            "How often to try a slide again if its worker crashes or exceeds the timeout.", valueName: "n"))
    var retries = 1

    @Flag(help: "Compute all slides again.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Compute only part I of N. Use it when several machines write into one folder.", valueName: "i/n"))
    var shard: Shard?

    @Option(help: ArgumentHelp("Merge the tables of all parts in a folder, and exit.", valueName: "folder"))
    var merge: String?

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("'--jobs \(jobs)' is not between 1 and 256.") }
        if let timeout, !(timeout > 0 && timeout < 1e6) {
            throw ValidationError("'--timeout \(timeout)' is not a valid number of seconds.")
        }
        if !(0...100).contains(retries) { throw ValidationError("'--retries \(retries)' is not between 0 and 100.") }
    }
}

/// A part of a cohort: `2/8` is every eighth slide, starting with the second.
struct Shard: ExpressibleByArgument, CustomStringConvertible {
    let part: Int
    let count: Int

    init?(argument: String) {
        let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] > 0, numbers[1] <= 100_000, (1...numbers[1]).contains(numbers[0]) else {
            return nil
        }
        (part, count) = (numbers[0], numbers[1])
    }

    func contains(_ index: Int) -> Bool { index % count == part - 1 }
    var description: String { "\(part)/\(count)" }
}
