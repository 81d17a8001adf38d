internal import Images

internal import Results

/// A colour bar with tick marks and labels under it, and the meaning of its ends below them.
struct ColorBar {
    let parts: Drawing.Parts
    /// The lower edge of the labels.
    let bottom: Double

    /// Lays out a colour bar.
    ///
    /// - Parameters:
    ///   - legend: the colours, the tick marks and the words at the ends.
    ///   - x: the bar's left edge; `y` is its upper edge.
    ///   - width: the bar's width. Its labels stay within it.
    ///   - isPainted: whether to fill the bar with colours. Pass false if you only need its height.
    init(of legend: Figure.Legend, x: Int, y: Int, width: Int, style: PageStyle, isPainted: Bool = true) {
        let bar = PixelSize(width: width, height: max(1, style.pixels(0.8)))
        let line = style.hairline
        var parts = Drawing.Parts()
        if isPainted {
            parts.frame(Self.image(legend, size: bar), x: x, y: y, name: FigureText("Colour bar"), line: line)
        }
        let markTop = Double(y + bar.height) + line
        let markLength = (0.3 * style.em).rounded()
        var bottom = markTop + markLength
        for tick in legend.ticks.ticks {
            // A tick mark is as thick as the frame and does not stand out beyond the bar.
            let center = Double(x) + tick.position * Double(width)
            let left = min(max((center - line / 2).rounded(), Double(x)), Double(x + width) - line)
            parts.rectangles.append(
                Drawing.Rectangle(
                    box: Box(x: left, y: markTop, width: line, height: markLength), color: Lettering.Color.dark.rawValue
                ))
        }
        let labels = TickLabels(
            legend.ticks, x: Double(x), y: bottom + 0.15 * style.em, width: Double(width), style: style)
        parts.texts = labels.texts
        bottom = labels.texts.map { $0.box.y + $0.box.height }.max() ?? bottom
        let ends = Self.texts(
            legend.ends, x: Double(x), y: bottom + 0.25 * style.em, width: Double(width), style: style)
        parts.texts += ends
        bottom = ends.map { $0.box.y + $0.box.height }.max() ?? bottom
        (self.parts, self.bottom) = (parts, bottom)
    }

    /// Sets the words for both ends in lines that line up with the bar's edges. Each end has half of the bar.
    private static func texts(
        _ ends: (low: Phrase?, high: Phrase?), x: Double, y: Double, width: Double, style: PageStyle
    ) -> [Drawing.Text] {
        let room = (width - style.em) / 2
        let fits = [ends.low, ends.high].allSatisfy { $0.map { style.label.width(FigureText($0)) <= room } ?? true }
        func lines(_ end: Phrase) -> [FigureText] {
            if fits { return [FigureText(end)] }
            // The name has its own lines, so that both ends look alike.
            return style.label.lines(FigureText(end.before), width: room, limit: 2)
                + style.label.lines(FigureText("", name: end.name, end.after), width: room, limit: 2)
        }
        func texts(_ end: Phrase?, x: Double, anchor: Drawing.Anchor) -> [Drawing.Text] {
            guard let end else { return [] }
            return lines(end).enumerated().map { place, line in
                Drawing.Text(
                    characters: line, lettering: style.label, x: x,
                    baseline: y + 1.3 * style.label.size * Double(place) + style.label.ascent, anchor: anchor)
            }
        }
        return texts(ends.low, x: x, anchor: .start) + texts(ends.high, x: x + width, anchor: .end)
    }

    /// The bar's picture: the colours side by side, each for the value at its place on the bar.
    private static func image(_ legend: Figure.Legend, size: PixelSize) -> Image {
        func row(_ colors: [UInt8]) -> [UInt8] {
            (0..<size.width).flatMap { column in
                let entry = min(255, (2 * column + 1) * 128 / size.width)
                return colors[3 * entry..<3 * entry + 3]
            }
        }
        let below = legend.mapColors.map { ($0, size.height / 2) }
        let rows =
            Array(repeating: row(legend.colors), count: size.height - (below?.1 ?? 0))
            + (below.map { Array(repeating: row($0), count: $1) } ?? [])
        return Image(size: size, channels: .rgb, pixels: Array(rows.joined()))
    }
}

/// The labels of the tick marks, without those that would overlap.
private struct TickLabels {
    private(set) var texts: [Drawing.Text] = []

    init(_ ticks: Ticks, x: Double, y: Double, width: Double, style: PageStyle) {
        var taken: [Box] = []
        var omitted: [Ticks.Tick] = []
        // Of two ticks at the same distance from the ends, either both have a label or none: so the wider of them comes first.
        let ordered = ticks.ticks.sorted {
            ($0.order, -style.label.width(FigureText($0.label)), $0.position)
                < ($1.order, -style.label.width(FigureText($1.label)), $1.position)
        }
        for tick in ordered {
            if omitted.contains(where: { $0.order == tick.order && abs($0.position + tick.position - 1) < 1e-9 }) {
                continue
            }
            let label = style.label.shortened(FigureText(tick.label), to: width)
            let detail = tick.detail.map { style.small.shortened(FigureText($0), to: width) }
            let room = max(style.label.width(label), detail.map(style.small.width) ?? 0)
            let center = min(max(x + tick.position * width, x + room / 2), x + width - room / 2)
            let box = Box(x: center - room / 2, y: y, width: room, height: 1)
            let gap = 0.7 * style.em
            if taken.contains(where: { $0.overlaps(box.grown(by: gap)) }) {
                omitted.append(tick)
                continue
            }
            taken.append(box)
            // At the bar's ends, a label and its detail line up with the bar's edge.
            let anchor: Drawing.Anchor =
                center > x + tick.position * width
                ? .start
                : center < x + tick.position * width
                    ? .end : .middle
            let edge =
                switch anchor {
                case .start: x
                case .middle: center
                case .end: x + width
                }
            texts.append(
                Drawing.Text(
                    characters: label, lettering: style.label, x: edge, baseline: y + style.label.ascent,
                    anchor: anchor))
            guard let detail else { continue }
            texts.append(
                Drawing.Text(
                    characters: detail, lettering: style.small, x: edge,
                    baseline: y + 1.3 * style.label.size + style.small.ascent, anchor: anchor))
        }
    }
}
