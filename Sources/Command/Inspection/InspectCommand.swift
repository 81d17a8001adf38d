internal import ArgumentParser
internal import LinMIL
internal import Results
internal import Slides

/// `linmil inspect`: shows what a file contains, and what a heatmap still needs.
struct InspectCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what features files, checkpoints, images and slides contain.",
        discussion: """
            linmil recognises a file by its content, never by its name. For a file with tiles, it shows where each piece of \
            tile geometry comes from, and what a heatmap still needs:

              linmil inspect slide.h5 --coords patches/slide.h5
              linmil inspect slide.h5 --slide slide.svs

            Convert a checkpoint to safetensors once, and store what its tensors do not show, such as the activation:

              linmil inspect model.pt --convert model.safetensors --activation GeLU --classes normal,tumor
            """)

    @Argument(help: "HDF5 files, checkpoints, PNG, JPEG or SVG images, slides, or JSON scores.")
    var files: [String]

    @OptionGroup(title: "Slide") var geometry: GeometryOptions
    @OptionGroup(title: "Slide") var lengths: TileOptions

    @Option(
        help: ArgumentHelp(
            "Which model to show or convert of a checkpoint that holds several. (default: the only model)",
            valueName: "name"))
    var prefix: String?

    @Option(
        help: ArgumentHelp(
            "Convert the given checkpoint to safetensors, with the model's configuration in its metadata, and show the "
                + "result.", valueName: "file"))
    var convert: String?

    @Option(
        help: ArgumentHelp(
            "The activation to store with --convert: "
                + "\(Activation.allCases.map(\.rawValue).joined(separator: ", ")). (default: the file's own, else ReLU)",
            valueName: "name"))
    var activation: Activation?

    @Option(
        help: ArgumentHelp(
            "The classes' names to store with --convert, in the order of the model's outputs. (default: the file's own, else "
                + "class 0, class 1 ...)", valueName: "name,name"),
        transform: ClassNames.init)
    var classes: ClassNames?

    @OptionGroup var stall: StallOption

    @Flag(help: "Write JSON to standard output: a list with one object per file.")
    var json = false

    func validate() throws {
        guard let convert else {
            if activation != nil { throw ValidationError("'--activation' sets what '--convert' stores; give both.") }
            if classes != nil { throw ValidationError("'--classes' names what '--convert' stores; give both.") }
            return
        }
        guard convert.hasSuffix(".safetensors") else {
            throw ValidationError("'--convert \(convert)' must end in .safetensors; name a .safetensors file.")
        }
        guard files.count == 1 else {
            throw ValidationError("'--convert' takes one checkpoint, but \(files.count) files are given.")
        }
    }

    func run() throws {
        var (files, prefix) = (files, prefix)
        if let convert {
            guard case .checkpoint = try FileKind(of: files[0]) else {
                throw ValidationError("'--convert' needs a checkpoint, but '\(files[0])' is not one.")
            }
            try convertCheckpoint(
                files[0], prefix: prefix, to: convert, activation: activation, classNames: classes?.names)
            // The new file holds the model alone.
            (files, prefix) = ([convert], nil)
        }
        try InspectionPages(files: files, geometry: GivenOptions(geometry, lengths), prefix: prefix, json: json).show()
    }
}

/// The pages of several files, each shown as soon as it is there: a file that cannot be read costs no other its page.
private struct InspectionPages {
    let files: [String]
    let geometry: GivenOptions
    let prefix: String?
    let json: Bool

    /// Shows what can be shown, and a sentence for each other file.
    func show() throws {
        let pages = PageCount()
        let failed = Attempt.forEach(files) { path in
            let page = try InspectionPage(of: path, geometry, prefix: prefix)
            let separator = pages.separator(json: json)
            if json {
                try Terminal.print(json: separator + jsonText(page), terminator: "")
            } else {
                try Terminal.print(separator + page.text)
            }
            pages.count += 1
        } failure: { _, error in
            Terminal.say("linmil: " + Advice.sentence(for: error, in: .inspect))
        }
        if json, pages.count > 0 { try Terminal.print(json: "]") }
        if failed > 0 { throw ExitCode.failure }
    }

    /// How many pages are shown, in all tries.
    private final class PageCount {
        var count = Attempt.current.finished - Attempt.current.failed

        func separator(json: Bool) -> String {
            if json { return count == 0 ? "[" : "," }
            return count == 0 ? "" : "\n"
        }
    }
}
