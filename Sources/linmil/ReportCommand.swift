internal import ArgumentParser
internal import Foundation
internal import Reports

/// `linmil report`: a cohort's folder in, one page for a browser out.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write one page of HTML that shows a cohort.",
        discussion: """
            linmil cohort features/ --model model.pt --thumbnails thumbs/ -o out/
            linmil report out/ -o report.html

            The page holds everything it shows and loads nothing from elsewhere: it can be mailed, kept and opened
            where there is no network. Thumbnails are read from where they were when the cohort was drawn.
            """)

    @Argument(help: ArgumentHelp("A folder that 'linmil cohort' wrote.", valueName: "folder"))
    var folder: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write the page. (default: report.html in the folder)", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("What the page is called. (default: the folder's name)", valueName: "text"))
    var title: String?

    @Flag(help: "Put the pictures into a folder beside the page, for large cohorts: report-pictures/ of report.html.")
    var linked = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() throws {
        let results = try CohortResults(of: folder)
        let path = output ?? URL(filePath: folder).appending(path: "report.html").relativePath
        let name = title ?? URL(filePath: folder).standardizedFileURL.lastPathComponent
        let summary = try ReportPage(of: results, title: name, version: Linmil.version, linked: linked).write(to: path)
        guard !quiet else { return }
        Terminal.warn(summary.warnings.map { Wording.line($0) })
        let failed = summary.failed > 0 ? ", \(summary.failed) failed" : ""
        Terminal.say("\(path): \(summary.slides) slides\(failed)")
    }
}
