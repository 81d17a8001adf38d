internal import Slides
internal import Files
internal import Images
internal import ArgumentParser
internal import Reports

/// `linmil report`: writes a web page or figures for print from a cohort's folder.
struct ReportCommand: ParsableCommand, SupervisedCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a web page that shows a cohort, or figures for print.",
        discussion: """
            linmil cohort features/ --model model.pt --thumbnails thumbs/ -o out/
            linmil report out/ -o report.html
            linmil report out/ --deep --slides slides/ -o report.html
            linmil report out/ --format figure --width 88 --dpi 300 -o figures/
            linmil report out/ --format figure --only slide-7 --panels -o slide-7.svg

            The page is one file and loads nothing from elsewhere. You can mail it, keep it, and open it without a \
            network. With --deep, it zooms into the slides themselves; move report-deep/ with it. A figure is drawn from the slide's scores with the settings of its overlay, at its size on paper, \
            with a colour bar and a scale bar. It is 88 mm wide, or 180 mm with --panels, unless --width is given. \
            Thumbnails and slides are read from the paths that the cohort was drawn from.
            """)

    @Argument(help: ArgumentHelp("The output folder of 'linmil cohort'.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("page: all slides in one HTML file. figure: one picture per slide.", valueName: "kind"))
    var format: Format = .page

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The page to write, or the folder for the figures. For the figure of one slide, a .png, .jpg, .svg or .pdf "
                + "file. "
                + "(default: report.html or figures/ in the cohort's folder)", valueName: "path"))
    var output: String?

    @OptionGroup var stall: StallOption
    @OptionGroup var told: QuietOption

    @OptionGroup(title: "Page") var page: PageOptions
    @OptionGroup(title: "Page") var deep: DeepOptions
    @OptionGroup(title: "Figures") var figure: FigureOptions
    @OptionGroup(title: "Figures") var print: PrintOptions

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case page, figure
    }

    func validate() throws {
        if output == "" { throw ValidationError("'--output' needs a file or folder name.") }
        let ofPage = page.title != nil || page.linked || deep.isForPage
        let ofFigure = !figure.only.isEmpty || figure.panels || figure.svg || print.isGiven
        switch format {
        case .page where ofFigure:
            throw ValidationError("Figure options do not apply to a page; give '--format figure' too.")
        case .figure where ofPage:
            throw ValidationError("'--title', '--linked' and '--deep' apply to a page, not to figures.")
        default: break
        }
    }

    func run() throws {
        let results = try CohortResults(of: folder)
        switch format {
        case .page: try writePage(of: results)
        case .figure:
            // A figure that is asked for by name is not in a table.
            defer { if figure.only.isEmpty { told.warn(warnings(about: results)) } }
            let slides = try ReportSlides(folder: deep.slides, of: results, stall: stall.limits)
            try CohortFigures(
                of: results, slides: slides, figure: figure, print: print, output: output, quiet: told.quiet
            ).write()
        }
    }

    /// Returns what the user should know of the slides as a whole.
    private func warnings(about results: CohortResults) -> [String] {
        let slides = results.leftOut.map { results.read($0).slide }
        guard !slides.isEmpty else { return results.warnings }
        let leftOut =
            "\(slides.count) slide\(slides.count == 1 ? " is" : "s are") left out, because the table of the last run "
            + "(cohort.csv) does not have \(slides.count == 1 ? "it" : "them"): \(MixedRuns.listed(slides)); 'linmil cohort "
            + "--merge \(Wording.shellWord(folder))' makes a table of all slides"
        return [leftOut] + results.warnings
    }

    private func writePage(of results: CohortResults) throws {
        let path = output ?? FilePath.joined(folder, "report.html")
        let name = page.title ?? FilePath.fileName(of: FileSystem.fullPath(of: folder))
        let slides = try ReportSlides(folder: deep.slides, of: results, stall: stall.limits)
        if let zoom = deep.zoom { try prepare(zoom, slides, results, page: path) }
        let report = ReportPage(
            of: results, title: name, version: Linmil.version, linked: page.linked,
            command: { RecordedCommand($0, output: $1).text },
            slides: ReportPage.Slides(
                areAsked: deep.deep || deep.slides != nil, open: slides.open,
                sentence: { Advice.sentence(for: $0, in: .report) }, tell: { told.say(Wording.line($0)) }),
            deep: deep.zoom)
        let summary = try report.write(to: path)
        told.warn((warnings(about: results) + summary.warnings).map { Wording.line($0) })
        let failed = summary.failed > 0 ? ", \(summary.failed) failed" : ""
        told.say("\(path): \(summary.slides) slides\(failed)")
    }
}

extension ReportCommand {
    /// Checks beforehand that the tiles of the slides can be made, and says what they take.
    private func prepare(_ zoom: DeepZoom, _ slides: ReportSlides, _ results: CohortResults, page: String) throws {
        guard results.files.contains(where: { slides.path(of: results.read($0)) != nil }) else {
            throw DeepRefusal.noSlides(cohort: folder, folder: deep.slides)
        }
        let tiles = ReportPage.deepFolder(of: page)
        // A missing library would fail for every slide.
        let dot = Image(size: PixelSize(width: 1, height: 1), channels: .rgb, pixels: [255, 255, 255])
        _ = try dot.jpeg(name: tiles)
        let estimate = DeepEstimate(of: results, zoom, slides: slides, page: page)
        try estimate.check(limit: deep.limit, folder: tiles)
        // A second try of the same work says nothing again.
        guard estimate.slides > 0, Attempt.current.refusals.isEmpty else { return }
        told.say(
            "\(tiles): tiles of \(estimate.slides) slide\(estimate.slides == 1 ? "" : "s"), about \(DeepEstimate.size(estimate.bytes))"
        )
    }
}

/// The title of a page, and the place of its pictures.
struct PageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Title of the page. (default: the folder's name)", valueName: "text"))
    var title: String?

    @Flag(help: "Put the pictures into a folder next to the page, for large cohorts: report-pictures/ for report.html.")
    var linked = false
}

/// Which slides get a figure, and what the figure shows.
struct FigureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Draw only this slide. Can be given several times.", valueName: "slide"))
    var only: [String] = []

    @Flag(help: "Put the thumbnail, the overlay and the heatmap alone side by side.")
    var panels = false

    @Flag(help: "Write SVG with editable text instead of PNG.")
    var svg = false
}
