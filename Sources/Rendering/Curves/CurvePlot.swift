internal import Results

/// The flipping curves of one map in a frame with axes: across, the share of tiles that is removed; upwards, the probability
/// of the class.
struct CurvePlot {
    private(set) var parts = Drawing.Parts()
    /// The lower edge of the axis's labels.
    let bottom: Double
    private let style: PageStyle
    /// The frame, without the labels.
    private let frame: Box

    /// Draws one map.
    ///
    /// - Parameters:
    ///   - x: the left edge of the labels; `y` is the frame's upper edge.
    ///   - width: the width with labels; `height` is the frame's.
    init(
        _ score: ScoreEvaluation, of evaluation: SlideEvaluation, x: Double, y: Double, width: Double, height: Double,
        style: PageStyle
    ) {
        let room = style.label.width(FigureText("0.5")) + 0.5 * style.em
        self.style = style
        frame = Box(x: (x + room).rounded(), y: y, width: (width - room - 0.2 * style.em).rounded(), height: height)
        bottom = y + height + 0.3 * style.em + 1.3 * style.label.size
        let removed = Self.removed(evaluation)
        addAxes()
        for area in SignedArea.areas(between: score.most, and: score.least, at: removed) {
            let color = area.isPositive ? CurveStyle.for : CurveStyle.against
            parts.paths.append(Drawing.Path(points: area.points.map(place), color: color, opacity: 0.2))
        }
        addRandom(evaluation.random, at: removed)
        // The dashes are on top, so that both lines are seen where they meet.
        for (curve, values) in [(CurveStyle.most, score.most), (.least, score.least)] {
            add(curve, zip(removed, values).map { SIMD2($0, Double($1)) })
        }
    }

    /// The share of tiles that is removed at each step. [steps]
    static func removed(_ evaluation: SlideEvaluation) -> [Double] {
        let count = Double(max(1, evaluation.kept.first ?? 1))
        return evaluation.kept.map { 1 - Double($0) / count }
    }

    /// Returns the place of a share and a probability on the page.
    private func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(frame.x + point.x * frame.width, frame.y + (1 - min(max(point.y, 0), 1)) * frame.height)
    }

    private mutating func addAxes() {
        let line = style.hairline
        for (value, label) in [(0.0, "0"), (0.5, "0.5"), (1, "1")] {
            let y = (frame.y + (1 - value) * frame.height).rounded()
            parts.rectangles.append(
                Drawing.Rectangle(
                    box: Box(x: frame.x, y: y - line / 2, width: frame.width, height: line),
                    color: value == 0 ? CurveStyle.axis : CurveStyle.grid))
            parts.texts.append(
                Drawing.Text(
                    characters: FigureText(label), lettering: style.label, x: frame.x - 0.4 * style.em,
                    baseline: y + 0.35 * style.label.size, anchor: .end))
        }
        let baseline = frame.y + frame.height + 0.3 * style.em + style.label.ascent
        for (share, label, anchor) in [
            (0.0, "0 %", Drawing.Anchor.start), (0.5, "50 %", .middle), (1, "100 %", .end),
        ] {
            parts.texts.append(
                Drawing.Text(
                    characters: FigureText(label), lettering: style.label, x: frame.x + share * frame.width,
                    baseline: baseline, anchor: anchor))
        }
    }

    private mutating func addRandom(_ random: SlideEvaluation.RandomOrders, at removed: [Double]) {
        guard random.seeds > 0 else { return }
        let points = zip(removed, random.mean).map { SIMD2($0, Double($1)) }
        if random.seeds > 1, points.count > 1 {
            let spread = random.deviation.map { SIMD2(0, Double($0)) }
            let edges = zip(points, spread).map(+) + zip(points, spread).map(-).reversed()
            parts.paths.append(Drawing.Path(points: edges.map(place), color: CurveStyle.random.color, opacity: 0.3))
        }
        add(.random, points)
    }

    /// Adds a line, with a dot at each step if there are few.
    private mutating func add(_ curve: CurveStyle, _ points: [SIMD2<Double>]) {
        let places = points.map(place)
        if places.count > 1 { parts.paths.append(curve.path(places, style)) }
        guard places.count <= 12, curve.hasDots else { return }
        for place in places {
            let pen = Drawing.Pen(width: 0.4 * style.em)
            parts.paths.append(Drawing.Path(points: [place, place], color: curve.color, pen: pen))
        }
    }
}
