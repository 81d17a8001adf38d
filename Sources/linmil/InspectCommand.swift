internal import ArgumentParser
internal import Images
internal import LinMIL
internal import Reports
internal import Slides

/// `linmil inspect`: what a file holds, and what a heatmap still needs.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what features files, checkpoints and images hold.",
        discussion: "The kind of a file is told by its content, never by its name.")

    @Argument(help: "HDF5 files, checkpoints or PNG images.")
    var files: [String]

    @Flag(help: "Write JSON to standard output: a list with one object for each file.")
    var json = false

    func run() throws {
        let pages = try files.map(InspectionPage.init(of:))
        if json { return try Terminal.print(jsonText(pages)) }
        try Terminal.print(pages.map(\.text).joined(separator: "\n\n"))
    }
}
