internal import ArgumentParser
internal import Foundation
internal import Reports

/// `linmil report`: a cohort's folder in, one page for a browser or figures for print out.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write one page of HTML that shows a cohort, or figures for print.",
        discussion: """
            linmil cohort features/ --model model.pt --thumbnails thumbs/ -o out/
            linmil report out/ -o report.html
            linmil report out/ --format figure --width 88 --dpi 300 -o figures/
            linmil report out/ --format figure --only slide-7 --panels -o slide-7.svg

            The page holds everything it shows and loads nothing from elsewhere: it can be mailed, kept and opened \
            where there is no network. A figure is drawn from the slide's scores as its overlay was, at the size that \
            it has on paper, with colour bar and scale bar: 88 mm wide, 180 mm with --panels, or as --width says. \
            Thumbnails and slides are read from where they were when the cohort was drawn.
            """)

    @Argument(help: ArgumentHelp("A folder that 'linmil cohort' wrote.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("page: all slides in one file. figure: a picture of each slide.", valueName: "kind"))
    var format: Format = .page

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to write: the page, or the folder of the figures, or of one slide the .png or .svg. (default: "
                + "report.html or figures/ in the folder)", valueName: "path"))
    var output: String?

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @OptionGroup(title: "Page") var page: PageOptions
    @OptionGroup(title: "Figures") var figure: FigureOptions
    @OptionGroup(title: "Figures") var print: PrintOptions

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case page, figure
    }

    func validate() throws {
        if output == "" { throw ValidationError("'--output' needs the name of a file or folder.") }
        let ofPage = page.title != nil || page.linked
        let ofFigure = !figure.only.isEmpty || figure.panels || figure.svg || print.isGiven
        switch format {
        case .page where ofFigure:
            throw ValidationError("Options of figures have no meaning for a page; give '--format figure' too.")
        case .figure where ofPage:
            throw ValidationError("'--title' and '--linked' are those of a page, not of figures.")
        default: break
        }
    }

    func run() throws {
        let results = try CohortResults(of: folder)
        switch format {
        case .page: try writePage(of: results)
        case .figure:
            try CohortFigures(of: results, figure: figure, print: print, output: output, quiet: quiet).write()
        }
    }

    private func writePage(of results: CohortResults) throws {
        let path = output ?? URL(filePath: folder).appending(path: "report.html").relativePath
        let name = page.title ?? URL(filePath: folder).standardizedFileURL.lastPathComponent
        let report = ReportPage(of: results, title: name, version: Linmil.version, linked: page.linked) { overlay in
            try overlay.wholeSlide.map { try RecordedSlide($0, of: results).picture(under: overlay) }
        }
        let summary = try report.write(to: path)
        guard !quiet else { return }
        Terminal.warn(summary.warnings.map { Wording.line($0) })
        let failed = summary.failed > 0 ? ", \(summary.failed) failed" : ""
        Terminal.say("\(path): \(summary.slides) slides\(failed)")
    }
}

/// What a page is called and where its pictures are.
struct PageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the page is called. (default: the folder's name)", valueName: "text"))
    var title: String?

    @Flag(help: "Put the pictures into a folder beside the page, for large cohorts: report-pictures/ of report.html.")
    var linked = false
}

/// Which slides get a figure, and what it shows.
struct FigureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Draw only this slide; may be given several times.", valueName: "slide"))
    var only: [String] = []

    @Flag(help: "Put thumbnail, overlay and bare map side by side.")
    var panels = false

    @Flag(help: "Write SVG, whose text stays text, and not PNG.")
    var svg = false
}
