/// The measures of a page. All follow from the size of its text.
struct PageStyle: Sendable {
    /// The size of text in pixels.
    let em: Double
    /// The white margin of the page, in pixels.
    let margin: Int

    /// Creates the style of a page that is `ems` wide.
    ///
    /// Text is at least 11 pixels high, so that it can be read on a screen, and at most as large as suits the largest
    /// square image.
    ///
    /// - Parameters:
    ///   - width: the width of the pictures in pixels, or a substitute for it.
    ///   - ems: 42 gives text of 6 points in a journal's column of 88 mm; 72 gives 7 points across a page of 180 mm.
    init(width: Double, ems: Double) {
        self.init(em: min(max(11, (width / ems).rounded()), 400))
    }

    /// Creates the style of a page with text of a size in pixels.
    init(em: Double) {
        self.em = em
        margin = Int((1.6 * em).rounded())
    }

    /// Creates the style of a printed page. The paper has its own margins, so the figure's are small.
    init(page: PrintPage) {
        em = page.em
        margin = max(1, Int((0.25 * em).rounded()))
    }

    var heading: Lettering { Lettering(size: 1.15 * em, bold: true) }
    var strong: Lettering { Lettering(size: em, bold: true) }
    var body: Lettering { Lettering(size: em) }
    var label: Lettering { Lettering(size: 0.9 * em) }
    var small: Lettering { Lettering(size: 0.85 * em, color: .pale) }

    /// The thickness of frames and tick marks.
    var hairline: Double { max(1, (em / 22).rounded()) }

    /// Converts ems to whole pixels.
    func pixels(_ ems: Double) -> Int { Int((ems * em).rounded()) }
}

/// Lines of text, one below the other.
struct TextColumn {
    private(set) var texts: [Drawing.Text] = []
    let x: Double
    let width: Double
    /// The upper edge of the next line.
    var y: Double

    init(x: Double, y: Double, width: Double) {
        (self.x, self.y, self.width) = (x, y, width)
    }

    /// Adds a text as one line, shortened if necessary.
    mutating func add(_ text: FigureText, _ lettering: Lettering) {
        texts.append(
            Drawing.Text(
                characters: lettering.shortened(text, to: width), lettering: lettering, x: x,
                baseline: y + lettering.ascent))
        y += 1.4 * lettering.size
    }

    /// Adds a text as several lines, up to a limit.
    mutating func addLines(_ text: FigureText, _ lettering: Lettering, limit: Int = 3) {
        for line in lettering.lines(text, width: width, limit: limit) { add(line, lettering) }
    }

    /// Adds a text as one line around `x`, shortened if necessary.
    mutating func addCentered(_ text: FigureText, _ lettering: Lettering) {
        add(text, lettering)
        texts[texts.count - 1].anchor = .middle
    }

    /// Adds the slide's name and prediction.
    mutating func add(_ header: FigureHeader, _ style: PageStyle) {
        add(FigureText(header.slide), style.heading)
        if let line = header.predictionLine { add(line, style.body) }
    }
}
