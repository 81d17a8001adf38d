internal import ArgumentParser
internal import Rendering

/// The size of a figure on paper.
struct PrintOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Make a figure for print of this width. 88 fills one column in most journals, 180 a page. The text size is 7 "
                + "points.", valueName: "mm"))
    var width: Double?

    @Option(
        help: ArgumentHelp("Largest height of the figure; its pictures shrink to fit. (default: 230)", valueName: "mm"))
    var maxHeight: Double?

    @Option(help: ArgumentHelp("Pixels per inch of the figure's pictures. (default: 300)", valueName: "n"))
    var dpi: Double?

    @Flag(inversion: .prefixedNo, help: "Show the slide's name and the prediction above the figure.")
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

    /// Whether any of these options is given.
    var isGiven: Bool { width != nil || maxHeight != nil || dpi != nil || !header }

    /// Returns the page that the figure is for; nil for a figure that is as large as its pictures.
    ///
    /// - Parameter standardWidth: the width in millimetres if no width is given.
    func page(standardWidth: Double? = nil) -> PrintPage? {
        (width ?? standardWidth).map {
            PrintPage(width: $0, maximumHeight: maxHeight ?? 230, dotsPerInch: dpi ?? 300)
        }
    }
}
