internal import Images

/// A colour bar with tick marks and labels under it.
struct ColorBar {
    let parts: Drawing.Parts
    /// The lower edge of the labels.
    let bottom: Double

    /// Lays out a colour bar.
    ///
    /// - Parameters:
    ///   - colors: from low to high. [256, 3]
    ///   - x: the bar's left edge; `y` is its upper edge.
    ///   - width: the bar's width. Its labels stay within it.
    ///   - isPainted: whether to fill the bar with colours. Pass false if you only need its height.
    init(colors: [UInt8], ticks: Ticks, x: Int, y: Int, width: Int, style: PageStyle, isPainted: Bool = true) {
        let bar = PixelSize(width: width, height: max(1, style.pixels(0.8)))
        let line = style.hairline
        var parts = Drawing.Parts()
        if isPainted {
            parts.frame(Self.image(colors, size: bar), x: x, y: y, name: FigureText("Colour bar"), line: line)
        }
        let markTop = Double(y + bar.height) + line
        let markLength = (0.3 * style.em).rounded()
        var bottom = markTop + markLength
        for tick in ticks.ticks {
            // A tick mark is as thick as the frame and does not stand out beyond the bar.
            let center = Double(x) + tick.position * Double(width)
            let left = min(max((center - line / 2).rounded(), Double(x)), Double(x + width) - line)
            parts.rectangles.append(
                Drawing.Rectangle(
                    box: Box(x: left, y: markTop, width: line, height: markLength), color: Lettering.Color.dark.rawValue
                ))
        }
        let labels = TickLabels(ticks, x: Double(x), y: bottom + 0.15 * style.em, width: Double(width), style: style)
        parts.texts = labels.texts
        bottom = labels.texts.map { $0.box.y + $0.box.height }.max() ?? bottom
        (self.parts, self.bottom) = (parts, bottom)
    }

    /// The bar's picture: the colours side by side, each for the value at its place on the bar.
    private static func image(_ colors: [UInt8], size: PixelSize) -> Image {
        let row = (0..<size.width).flatMap { column in
            let entry = min(255, (2 * column + 1) * 128 / size.width)
            return colors[3 * entry..<3 * entry + 3]
        }
        return Image(
            size: size, channels: .rgb, pixels: Array(repeatElement(row, count: size.height).joined()))
    }
}

/// The labels of the tick marks, without those that would overlap.
private struct TickLabels {
    private(set) var texts: [Drawing.Text] = []

    init(_ ticks: Ticks, x: Double, y: Double, width: Double, style: PageStyle) {
        var taken: [Box] = []
        for tick in ticks.ticks.sorted(by: { ($0.order, $0.position) < ($1.order, $1.position) }) {
            let label = style.label.shortened(FigureText(tick.label), to: width)
            let detail = tick.detail.map { style.small.shortened(FigureText($0), to: width) }
            let room = max(style.label.width(label), detail.map(style.small.width) ?? 0)
            let center = min(max(x + tick.position * width, x + room / 2), x + width - room / 2)
            let box = Box(x: center - room / 2, y: y, width: room, height: 1)
            let gap = 0.7 * style.em
            if taken.contains(where: { $0.overlaps(box.grown(by: gap)) }) { continue }
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
