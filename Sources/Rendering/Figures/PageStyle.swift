/// The measures of a page, all from one: the size of its text.
struct PageStyle: Sendable {
    /// The size of text in pixels.
    let em: Double
    /// White around the page, in pixels.
    let margin: Int

    /// A page that is printed so many ems wide.
    ///
    /// Text is never smaller than 11 pixels, which a screen can show, nor larger than suits the largest square image.
    ///
    /// - Parameters:
    ///   - width: the pictures' width in pixels, or what stands for it.
    ///   - ems: 42 makes text of 6 points in a journal's column of 88 mm, 72 of 7 points across a page of 180 mm.
    init(width: Double, ems: Double) {
        em = min(max(11, (width / ems).rounded()), 400)
        margin = Int((1.6 * em).rounded())
    }

    /// A page of paper, which has margins of its own.
    init(page: PrintPage) {
        em = page.em
        margin = max(1, Int((0.25 * em).rounded()))
    }

    var heading: Lettering { Lettering(size: 1.15 * em, bold: true) }
    var strong: Lettering { Lettering(size: em, bold: true) }
    var body: Lettering { Lettering(size: em) }
    var label: Lettering { Lettering(size: 0.9 * em) }
    var small: Lettering { Lettering(size: 0.85 * em, color: .pale) }

    /// The thickness of a frame or mark.
    var hairline: Double { max(1, (em / 22).rounded()) }

    /// A number of ems in whole pixels.
    func pixels(_ ems: Double) -> Int { Int((ems * em).rounded()) }
}

/// Lines of text under each other, each in a room of its own.
struct TextColumn {
    private(set) var texts: [Drawing.Text] = []
    let x: Double
    let width: Double
    /// The upper edge of what comes next.
    var y: Double

    init(x: Double, y: Double, width: Double) {
        (self.x, self.y, self.width) = (x, y, width)
    }

    /// Adds a text that is shortened to one line.
    mutating func add(_ text: FigureText, _ lettering: Lettering) {
        texts.append(
            Drawing.Text(
                characters: lettering.shortened(text, to: width), lettering: lettering, x: x,
                baseline: y + lettering.ascent))
        y += 1.4 * lettering.size
    }

    /// Adds a text in as many lines as it takes, up to a limit.
    mutating func addLines(_ text: FigureText, _ lettering: Lettering, limit: Int = 3) {
        for line in lettering.lines(text, width: width, limit: limit) { add(line, lettering) }
    }

    /// Adds the slide's name and prediction.
    mutating func add(_ header: FigureHeader, _ style: PageStyle) {
        add(FigureText(header.slide), style.heading)
        if let line = header.predictionLine { add(line, style.body) }
    }
}
