internal import ArgumentParser
internal import Foundation
internal import Heatmaps
internal import Reports

/// `linmil cohort`: many slides, unattended.
struct CohortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohort",
        abstract: "Draw the heatmaps of many slides, unattended.",
        discussion: """
            linmil cohort features/ --model model.pt --thumbnails thumbs/ -o out/
            linmil cohort slides.csv --model model.pt --scale cohort -o out/

            A second run does only what is missing or changed. A slide that fails costs itself alone: its reason is in \
            out/cohort.csv, and the exit code is 1 at the end.

            A list is a CSV file with a header: slide_id, and any of features, thumbnail, slide, coords, label, or an \
            option of render such as mpp or tile-size. Paths in it are relative to it.
            """)

    @Argument(help: "A folder of features (TRIDENT's and CLAM's folders are known), or a list.csv.")
    var slides: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write into.", valueName: "folder"))
    var output: String?

    @OptionGroup(title: "Slides") var sources: CohortSourceOptions
    @OptionGroup(title: "Model") var model: ModelOptions
    @OptionGroup(title: "Running") var running: CohortRunOptions
    @OptionGroup(title: "Colours") var colors: ColorOptions
    @OptionGroup(title: "Drawing") var drawing: DrawingOptions
    @OptionGroup(title: "Picture") var picture: PictureOptions

    @Flag(help: "Write an object of JSON for each slide to standard output, a line each, when it is done.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func validate() throws {
        if running.merge != nil { return }
        guard slides != nil else { throw ValidationError("Missing expected argument '<slides>'") }
        guard output != nil else { throw ValidationError("Missing expected argument '--output <folder>'") }
        _ = try model.requiredModel()
        if running.scale == .cohort, colors.range != nil {
            throw ValidationError("'--scale cohort' finds the range itself; leave '--range' out.")
        }
        if running.scale == .cohort, drawing.compatible != nil {
            throw ValidationError("'--scale cohort' has no meaning for '--compatible'.")
        }
    }

    func run() throws {
        if colors.listColormaps { return try Terminal.print(ColorMapList().text) }
        if let folder = running.merge { return try CohortTables(path: folder).merge(quiet: quiet) }
        guard let slides, let output else { return }
        let (found, warnings) = try CohortFinder(
            path: slides, thumbnails: sources.thumbnails, wholeSlides: sources.slides
        ).find()
        if !quiet { Terminal.warn(warnings) }
        if running.scale == .cohort, let slide = found.first(where: { $0.options["range"] != nil }) {
            throw ValidationError(
                "'--scale cohort' finds the range itself, and the list has one for "
                    + "'\(Wording.name(slide.identifier.name))'; leave it out.")
        }
        // A model that cannot be read would fail every slide.
        if let path = model.model { _ = try LoadedModel().read(path, model.activation) }
        try CohortRun(command: self, folder: CohortFolder(path: output), slides: found).run()
    }

    /// Arguments of `render` that are the same for all slides: those that scores depend on.
    var scoreArguments: [String] {
        var words = OptionWords()
        model.add(to: &words)
        words.add("--tile-size", sources.tileSize.map(Wording.length))
        words.add("--mpp", sources.mpp)
        return words.words
    }

    /// Arguments of `render` that pictures depend on, with the range where the cohort has one.
    func drawArguments(range: ScoreRange?) -> [String] {
        var words = OptionWords()
        picture.add(to: &words)
        var colors = colors
        if let range {
            colors.normalize = colors.normalize == .rank ? .robust : colors.normalize
            colors.range = range
        }
        colors.add(to: &words)
        drawing.add(to: &words)
        return words.words
    }
}

/// Where the files of a cohort's slides are.
struct CohortSourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Pictures of the slides, ID.png or ID.jpg.", valueName: "folder"))
    var thumbnails: String?

    @Option(help: ArgumentHelp("The slides themselves, ID.svs and the like.", valueName: "folder"))
    var slides: String?

    @Option(help: ArgumentHelp("Side of a tile in level-0 pixels, for all slides.", valueName: "px"))
    var tileSize: Double?

    @Option(help: ArgumentHelp("Micrometres of a level-0 pixel, for all slides.", valueName: "um"))
    var mpp: Double?
}

/// How a cohort is run.
struct CohortRunOptions: ParsableArguments {
    enum Scale: String, CaseIterable, ExpressibleByArgument {
        case slide, cohort
    }

    @Option(
        help: ArgumentHelp(
            "slide: each slide its own colours. cohort: one range for all, the 1st to 99th percentile of all their tiles, "
                + "so that pictures can be compared.", valueName: "kind"))
    var scale: Scale = .slide

    @Option(help: ArgumentHelp("Worker processes. (default: one for each core)", valueName: "n"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp("Memory for all workers, as in 8G. (default: half of what is free)", valueName: "bytes"))
    var memory: ByteCount?

    @Option(help: ArgumentHelp("Seconds that a slide may take. (default: no limit)", valueName: "s"))
    var timeout: Double?

    @Option(help: ArgumentHelp("Tries after a worker crashed or was late.", valueName: "n"))
    var retries = 1

    @Flag(help: "Do all slides again.")
    var force = false

    @Option(
        help: ArgumentHelp("Do the Ith of N parts, for several machines that write into one folder.", valueName: "i/n"))
    var shard: Shard?

    @Option(help: ArgumentHelp("Join the tables of all parts in a folder, and do nothing else.", valueName: "folder"))
    var merge: String?

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("'--jobs \(jobs)' is not between 1 and 256.") }
        if let timeout, !(timeout > 0 && timeout < 1e6) {
            throw ValidationError("'--timeout \(timeout)' is no number of seconds.")
        }
        if !(0...100).contains(retries) { throw ValidationError("'--retries \(retries)' is not between 0 and 100.") }
    }
}

/// `2/8`: every eighth slide, from the second.
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

/// `8G`, `500M`.
struct ByteCount: ExpressibleByArgument {
    let value: Int

    init?(argument: String) {
        let units: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Double(unit == nil ? argument : String(argument.dropLast())), number > 0,
            number * (unit ?? 1) < 1e15
        else { return nil }
        value = Int(number * (unit ?? 1))
    }
}
