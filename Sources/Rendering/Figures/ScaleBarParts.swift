/// A scale bar on a page, with its label below.
struct ScaleBarParts {
    private let bar: ScaleBar
    /// The middle of the label. It is also the middle of the bar.
    private let center: Double
    private let style: PageStyle
    private let label: FigureText

    /// Places a scale bar so that it ends at the right edge of a picture, but does not start before `left`.
    init(_ bar: ScaleBar, left: Int, right: Int, style: PageStyle) {
        (self.bar, self.style) = (bar, style)
        label = FigureText(bar.label)
        let half = max(bar.pixels, style.label.width(label)) / 2
        center = max(Double(right) - half, Double(left) + half)
    }

    var width: Int { Int(max(bar.pixels, style.label.width(label)).rounded(.up)) }
    var height: Int { thickness + gap + Int((style.label.ascent + style.label.descent).rounded(.up)) }
    private var thickness: Int { max(2, style.pixels(0.22)) }
    private var gap: Int { style.pixels(0.2) }

    func parts(y: Int) -> Drawing.Parts {
        var parts = Drawing.Parts()
        parts.rectangles.append(
            Drawing.Rectangle(
                box: Box(x: center - bar.pixels / 2, y: Double(y), width: bar.pixels, height: Double(thickness)),
                color: Lettering.Color.dark.rawValue))
        parts.texts.append(
            Drawing.Text(
                characters: label, lettering: style.label, x: center,
                baseline: Double(y + thickness + gap) + style.label.ascent, anchor: .middle))
        return parts
    }
}
