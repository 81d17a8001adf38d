internal import Images
internal import Results

extension Figure {
    /// Lays out the figure.
    ///
    /// - Throws: `FigureError.tooLarge`.
    package func drawing() throws(FigureError) -> Drawing {
        try FigureLayout(self, pictures: panels.map(\.image.size)).drawing()
    }
}

/// Lays out a figure from top to bottom.
struct FigureLayout {
    private let figure: Figure
    /// The pictures' sizes. The layout depends on these alone, so the pictures need not exist yet.
    private let sizes: [PixelSize]
    private let style: PageStyle
    /// The columns of the panels: left edge and width.
    private var columns: [(x: Int, width: Int)] = []
    private let contentWidth: Int
    private var parts = Drawing.Parts()
    /// The upper edge of the next part.
    private var y: Int
    /// The upper edge of the pictures.
    private var picturesTop = 0
    private var isPainted = true

    init(_ figure: Figure, pictures sizes: [PixelSize]) {
        (self.figure, self.sizes) = (figure, sizes)
        // The text of a tall picture follows its height, because it is printed by height.
        let width = max(sizes.reduce(0) { $0 + $1.width }, (sizes.map(\.height).max() ?? 0) * 6 / 10)
        style = figure.page.map(PageStyle.init) ?? PageStyle(width: Double(width), ems: sizes.count > 1 ? 68 : 42)
        var right = style.margin
        for size in sizes {
            let width = figure.page == nil ? max(size.width, style.pixels(8)) : size.width
            columns.append((right, width))
            right += width + style.pixels(1.2)
        }
        contentWidth =
            figure.page.map { [style] in $0.size.width - 2 * style.margin }
            ?? max(right - style.pixels(sizes.isEmpty ? 0 : 1.2) - style.margin, style.pixels(26))
        y = style.margin
    }

    /// The width of the whole figure.
    var width: Int { contentWidth + 2 * style.margin }

    /// The height of the whole figure.
    consuming func height() -> Int {
        isPainted = false
        addAll()
        return y + style.margin
    }

    private mutating func addAll() {
        addHeader()
        addPanels()
        addKey()
    }

    consuming func drawing() throws(FigureError) -> Drawing {
        addAll()
        return try Drawing(
            size: PixelSize(width: width, height: y + style.margin),
            title: figure.title, summary: figure.summary, parts: parts, page: figure.page)
    }

    private mutating func addHeader() {
        guard let header = figure.header else { return }
        var column = TextColumn(x: Double(style.margin), y: Double(y), width: Double(contentWidth))
        column.add(header, style)
        parts.texts += column.texts
        y = Int(column.y.rounded(.up)) + style.pixels(0.5)
    }

    private mutating func addPanels() {
        let areLettered = figure.panels.count > 1
        if areLettered || figure.panels.contains(where: { $0.title != nil }) {
            let baseline = Double(y) + style.body.ascent
            for (index, (panel, column)) in zip(figure.panels, columns).enumerated() {
                var x = Double(column.x)
                if areLettered {
                    let letter = FigureText(Self.letter(index))
                    parts.texts.append(
                        Drawing.Text(characters: letter, lettering: style.strong, x: x, baseline: baseline))
                    x += style.strong.width(letter) + 0.5 * style.em
                }
                let title = style.body.shortened(
                    FigureText(panel.title ?? ""), to: Double(column.x + column.width) - x)
                parts.texts.append(
                    Drawing.Text(characters: title, lettering: style.body, x: x, baseline: baseline))
            }
            y += style.pixels(1.55)
        }
        y += Int(style.hairline)
        picturesTop = y
        for (index, (panel, column)) in zip(figure.panels, columns).enumerated() {
            parts.frame(
                panel.image, x: column.x, y: y, name: FigureText(panel.title ?? "Picture \(index + 1)"),
                line: style.hairline)
        }
        y += (sizes.map(\.height).max() ?? 0) + Int(style.hairline)
    }

    /// Adds the legend at the left and the scale bar at the right, or one below the other if the figure is too narrow
    /// for both. On a page with room beside the pictures, both go there.
    private mutating func addKey() {
        let pictureEnd = columns.last.map { $0.x + (sizes.last?.width ?? 0) } ?? style.margin
        let free = contentWidth + style.margin - pictureEnd
        if figure.page != nil, free >= Self.keyWidth(style) { return addKey(beside: pictureEnd, width: free) }
        let scale = figure.scaleBar(sizes).map {
            ScaleBarParts($0, left: style.margin, right: pictureEnd, style: style)
        }
        guard scale != nil || figure.legend != nil else { return }
        y += style.pixels(1)
        var width = contentWidth
        var scaleBottom = y
        if let scale {
            parts.add(scale.parts(y: y))
            scaleBottom += scale.height
            let rest = pictureEnd - style.margin - scale.width - style.pixels(2.5)
            if rest >= style.pixels(16) { width = rest } else { y = scaleBottom + style.pixels(0.6) }
        }
        if let legend = figure.legend { add(legend, x: style.margin, width: min(width, style.pixels(40))) }
        y = max(y, scaleBottom)
    }

    /// The room that a scale bar and a legend need beside the pictures.
    static func keyWidth(_ style: PageStyle) -> Int { style.pixels(20) }

    /// Adds the scale bar at the right of the pictures, and the legend below it.
    private mutating func addKey(beside pictureEnd: Int, width: Int) {
        let gap = style.pixels(1.5)
        let (x, bottom) = (pictureEnd + gap, y)
        y = picturesTop
        if let scale = figure.scaleBar(sizes).map({ ScaleBarParts($0, left: x, right: x, style: style) }) {
            parts.add(scale.parts(y: y))
            y += scale.height + style.pixels(1)
        }
        if let legend = figure.legend { add(legend, x: x, width: width - gap) }
        y = max(y, bottom)
    }

    private mutating func add(_ legend: Figure.Legend, x: Int, width: Int) {
        var column = TextColumn(x: Double(x), y: Double(y), width: Double(width))
        column.addLines(FigureText(legend.title), style.strong)
        if let normalization = legend.normalization { column.addLines(FigureText(normalization), style.body) }
        let bar = ColorBar(
            of: legend, x: x, y: Int(column.y.rounded(.up)) + style.pixels(0.25), width: min(width, style.pixels(22)),
            style: style, isPainted: isPainted)
        parts.add(bar.parts)
        column.y = bar.bottom + 0.4 * style.em
        for note in legend.notes { column.addLines(FigureText(note), style.small) }
        parts.texts += column.texts
        y = Int((legend.notes.isEmpty ? bar.bottom : column.y).rounded(.up))
    }

    /// a, b, ... z, then numbers.
    private static func letter(_ index: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return index < letters.count ? String(letters[index]) : "\(index + 1)"
    }
}

extension Figure {
    /// The scale bar, if one bar is right for all panels.
    fileprivate func scaleBar(_ sizes: [PixelSize]) -> ScaleBar? {
        guard let micrometresPerPixel, let size = sizes.first, sizes.allSatisfy({ $0 == size }) else { return nil }
        return ScaleBar(micrometresPerPixel: micrometresPerPixel, width: size.width)
    }

    fileprivate var title: FigureText { header.map { FigureText($0.slide) } ?? FigureText(legend?.title ?? "Figure") }

    /// The figure as sentences, for screen readers.
    fileprivate var summary: FigureText {
        var sentences: [String] = []
        if let line = header?.predictionLine { sentences.append(line.characters) }
        let titles = panels.compactMap(\.title)
        if !titles.isEmpty { sentences.append("Pictures: " + titles.joined(separator: ", ")) }
        if let legend { sentences.append(legend.summary) }
        if let scaleBar = scaleBar(panels.map(\.image.size)) { sentences.append("Scale bar: " + scaleBar.label) }
        // Notes already end in a full stop.
        let notes = legend?.notes.map(\.description) ?? []
        return FigureText((sentences.map { $0 + "." } + notes).joined(separator: " "))
    }
}

extension Figure.Legend {
    /// `Colours: Relevance for tumor, rank in this slide, from −0.4 (speaks against tumor) to 0.9 (speaks for tumor)`.
    fileprivate var summary: String {
        let name = [title.description, normalization].compactMap { $0 }.joined(separator: ", ")
        let labels = [ticks.ticks.first?.label, ticks.ticks.last?.label]
        let words = zip(labels, [ends.low, ends.high]).compactMap { label, end in
            label.map { $0 + (end.map { " (\($0))" } ?? "") }
        }
        return "Colours: \(name)" + (words.isEmpty ? "" : ", from " + words.joined(separator: " to "))
    }
}
