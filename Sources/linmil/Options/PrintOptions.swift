internal import ArgumentParser
internal import Reports

/// The size of a figure on paper.
struct PrintOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Width of a figure for print: 88 fills a column of most journals, 180 a page. Text has 7 points.",
            valueName: "mm"))
    var width: Double?

    @Option(help: ArgumentHelp("Its largest height; pictures shrink to it. (default: 230)", valueName: "mm"))
    var maxHeight: Double?

    @Option(help: ArgumentHelp("Pixels an inch of its pictures. (default: 300)", valueName: "n"))
    var dpi: Double?

    @Flag(inversion: .prefixedNo, help: "Show the slide's name and its prediction above a figure.")
    var header = true

    func validate() throws {
        func check(_ option: String, _ value: Double?, _ range: ClosedRange<Double>, _ unit: String) throws {
            guard let value, !range.contains(value) else { return }
            let ends = [range.lowerBound, range.upperBound].map(Wording.length).joined(separator: " and ")
            throw ValidationError("'\(option) \(Wording.short(value))' is not between \(ends) \(unit).")
        }
        try check("--width", width, PrintPage.widths, "mm")
        try check("--max-height", maxHeight, PrintPage.heights, "mm")
        try check("--dpi", dpi, PrintPage.resolutions, "dpi")
    }

    /// Whether anything is given.
    var isGiven: Bool { width != nil || maxHeight != nil || dpi != nil || !header }

    /// The page that a figure is for; nil for one that is as large as its pictures.
    var page: PrintPage? {
        width.map { PrintPage(width: $0, maximumHeight: maxHeight ?? 230, dotsPerInch: dpi ?? 300) }
    }
}
