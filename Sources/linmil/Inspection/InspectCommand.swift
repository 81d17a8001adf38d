internal import ArgumentParser
internal import LinMIL
internal import Results
internal import Slides

/// `linmil inspect`: shows what a file contains, and what a heatmap still needs.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what features files, checkpoints, images and slides contain.",
        discussion: """
            linmil recognises a file by its content, never by its name. For a file with tiles, it shows where each piece of \
            tile geometry comes from, and what a heatmap still needs:

              linmil inspect slide.h5 --coords patches/slide.h5
              linmil inspect slide.h5 --slide slide.svs

            Convert a checkpoint to safetensors once, and store what its tensors do not show, such as the activation:

              linmil inspect model.pt --convert model.safetensors --activation GeLU
            """)

    @Argument(help: "HDF5 files, checkpoints, PNG, JPEG or SVG images, slides, or JSON scores.")
    var files: [String]

    @OptionGroup(title: "Slide") var geometry: GeometryOptions

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

    @Flag(help: "Write JSON to standard output: a list with one object per file.")
    var json = false

    func validate() throws {
        guard let convert else {
            if activation != nil { throw ValidationError("'--activation' sets what '--convert' stores; give both.") }
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
        let pages: [InspectionPage]
        if let convert {
            guard case .checkpoint = try FileKind(of: files[0]) else {
                throw ValidationError("'--convert' needs a checkpoint, but '\(files[0])' is not one.")
            }
            try convertCheckpoint(files[0], prefix: prefix, to: convert, activation: activation)
            pages = [try InspectionPage(of: convert, geometry)]
        } else {
            pages = try files.map { try InspectionPage(of: $0, geometry, prefix: prefix) }
        }
        if json { return try Terminal.print(jsonText(pages)) }
        try Terminal.print(pages.map(\.text).joined(separator: "\n\n"))
    }
}
