internal import ArgumentParser
internal import LinMIL
internal import Reports
internal import Slides

/// `linmil inspect`: what a file holds, and what a heatmap still needs.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what features files, checkpoints, images and slides hold.",
        discussion: """
            The kind of a file is told by its content, never by its name. Of tiles, it shows who says where they lie, and what \
            a heatmap still needs:

              linmil inspect slide.h5 --coords patches/slide.h5
              linmil inspect slide.h5 --slide slide.svs

            A checkpoint can be converted to safetensors once, with all that its tensors do not tell:

              linmil inspect model.pt --convert model.safetensors --activation GeLU
            """)

    @Argument(help: "HDF5 files, checkpoints, PNG, JPEG or SVG images, slides, scores in JSON.")
    var files: [String]

    @OptionGroup(title: "Slide") var geometry: GeometryOptions

    @Option(
        help: ArgumentHelp(
            "Write the one checkpoint that is given as safetensors, with the model's configuration in its metadata, and "
                + "tell what was written.", valueName: "file"))
    var convert: String?

    @Option(
        help: ArgumentHelp(
            "The activation to record when converting: "
                + "\(Activation.allCases.map(\.rawValue).joined(separator: ", ")). (default: the file's own, else ReLU)",
            valueName: "name"))
    var activation: Activation?

    @Flag(help: "Write JSON to standard output: a list with one object for each file.")
    var json = false

    func validate() throws {
        guard let convert else {
            if activation != nil { throw ValidationError("'--activation' is what '--convert' records; give both.") }
            return
        }
        guard convert.hasSuffix(".safetensors") else {
            throw ValidationError("'--convert \(convert)' has another ending; name a .safetensors file.")
        }
        guard files.count == 1 else {
            throw ValidationError("'--convert' takes one checkpoint, and \(files.count) files are given.")
        }
    }

    func run() throws {
        let pages: [InspectionPage]
        if let convert {
            guard case .checkpoint = try FileKind(of: files[0]) else {
                throw ValidationError("'--convert' takes a checkpoint, and '\(files[0])' is none.")
            }
            try convertCheckpoint(files[0], to: convert, activation: activation)
            pages = [try InspectionPage(of: convert, geometry)]
        } else {
            pages = try files.map { try InspectionPage(of: $0, geometry) }
        }
        if json { return try Terminal.print(jsonText(pages)) }
        try Terminal.print(pages.map(\.text).joined(separator: "\n\n"))
    }
}
