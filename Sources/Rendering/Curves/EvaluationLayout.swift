internal import Images
internal import Results
internal import Slides

/// Lays out a figure of flipping curves from top to bottom.
struct EvaluationLayout {
    private let evaluation: SlideEvaluation
    private let style: PageStyle
    private let columns: Int
    /// The width of a panel, and the gap between two.
    private let (panelWidth, gap): (Double, Double)
    private let contentWidth: Double
    private var parts = Drawing.Parts()
    /// The upper edge of the next part.
    private var y: Double

    init(_ figure: EvaluationFigure, style: PageStyle) {
        (evaluation, self.style) = (figure.evaluation, style)
        let count = evaluation.scores.count
        columns = max(1, count <= 3 ? count : count == 4 ? 2 : 3)
        gap = 2.5 * style.em
        panelWidth = (columns == 1 ? 44 : columns == 2 ? 30 : 25) * style.em
        contentWidth = Double(columns) * (panelWidth + gap) - gap
        y = Double(style.margin)
    }

    consuming func drawing() throws(FigureError) -> Drawing {
        let maps = evaluation.ranked
        addHeader()
        addKey()
        for start in stride(from: 0, to: maps.count, by: columns) {
            addRow(maps[start..<min(start + columns, maps.count)])
        }
        addNotes()
        return try Drawing(
            size: PixelSize(
                width: Int(contentWidth.rounded(.up)) + 2 * style.margin,
                height: Int(y.rounded(.up)) + style.margin),
            title: FigureText("Flipping curves of \(slide)"), summary: summary, parts: parts)
    }

    private var slide: String { FilePath.slideName(of: evaluation.slide) }

    private mutating func add(_ column: TextColumn) {
        parts.texts += column.texts
        y = column.y
    }

    private func column(x: Double? = nil, width: Double? = nil) -> TextColumn {
        TextColumn(x: x ?? Double(style.margin), y: y, width: width ?? contentWidth)
    }

    private mutating func addHeader() {
        var column = column()
        column.add(FigureText(slide), style.heading)
        column.addLines(answer, style.body, limit: 2)
        column.addLines(FigureText(evaluation.title), style.body, limit: 2)
        add(column)
        y += 0.5 * style.em
    }

    /// What the model says of the whole slide.
    private var answer: FigureText {
        let (name, number) = (evaluation.className, NumberText.probability(Double(evaluation.probability)))
        guard let predicted = evaluation.predictedClass else {
            return FigureText("Probability of ", name: name, ": \(number) (sigmoid, assumed)")
        }
        if predicted == evaluation.class {
            return FigureText("Predicted class: ", name: name, " (probability \(number))")
        }
        return FigureText("Probability of ", name: name, ": \(number); another class is predicted")
    }

    /// Adds the key, in as many lines as it needs.
    private mutating func addKey() {
        let areas = evaluation.scores.values.flatMap { score in
            SignedArea.areas(between: score.most, and: score.least, at: CurvePlot.removed(evaluation))
        }
        var x = Double(style.margin)
        let entries = CurveKey.entries(
            seeds: evaluation.random.seeds, areas: Set(areas.filter(\.isSeen).map(\.isPositive)))
        for entry in entries {
            let words = FigureText(entry.words)
            let width = (CurveKey.size.width + 0.5) * style.em + style.label.width(words)
            if x + width > Double(style.margin) + contentWidth, x > Double(style.margin) {
                x = Double(style.margin)
                y += 1.5 * style.em
            }
            parts.add(entry.sample(x: x, y: y, style))
            parts.texts.append(
                Drawing.Text(
                    characters: words, lettering: style.label, x: x + (CurveKey.size.width + 0.5) * style.em,
                    baseline: y + 0.5 * style.em + 0.35 * style.label.size))
            x += width + 1.8 * style.em
        }
        y += 2.4 * style.em
    }

    /// Adds maps side by side. Their plots stand at one height.
    private mutating func addRow(_ maps: ArraySlice<(name: String, score: ScoreEvaluation)>) {
        let heads = maps.enumerated().map { place, map in
            head(of: map, x: Double(style.margin) + Double(place) * (panelWidth + gap))
        }
        for head in heads { parts.texts += head.texts }
        let top = ((heads.map(\.y).max() ?? y) + 0.8 * style.em).rounded()
        var bottom = top
        for (head, map) in zip(heads, maps) {
            let plot = CurvePlot(
                map.score, of: evaluation, x: head.x, y: top, width: panelWidth,
                height: ((columns == 1 ? 16 : 11) * style.em).rounded(), style: style)
            parts.add(plot.parts)
            var axis = TextColumn(x: head.x + panelWidth / 2, y: plot.bottom, width: panelWidth)
            axis.addCentered(FigureText("tiles removed"), style.small)
            parts.texts += axis.texts
            bottom = max(bottom, axis.y)
        }
        y = bottom + 1.2 * style.em
    }

    /// The name and the verdict of a map above its plot.
    private func head(of map: (name: String, score: ScoreEvaluation), x: Double) -> TextColumn {
        let words = CurveWords(map.name, map.score, of: evaluation)
        var column = column(x: x, width: panelWidth)
        column.add(FigureText(map.name), style.strong)
        column.addLines(FigureText(map.score.verdictWords), style.label, limit: 2)
        if let tiles = words.tiles { column.addLines(FigureText(tiles), style.small) }
        column.add(FigureText(words.measures), style.small)
        return column
    }

    private mutating func addNotes() {
        var column = column(width: min(contentWidth, 60 * style.em))
        for note in notes { column.addLines(FigureText(note), style.small) }
        add(column)
    }

    private var notes: [String] {
        let steps = max(0, evaluation.kept.count - 1)
        let tiles = evaluation.kept.first ?? 0
        let scale = evaluation.scores.values.contains { $0.verdict.hasNumber } ? [CurveWords.scale] : []
        return ["\(tiles) tile\(tiles == 1 ? "" : "s"), removed in \(steps) step\(steps == 1 ? "" : "s")."] + scale
            + evaluation.warnings.map(\.sentence)
    }

    /// The figure as sentences, for screen readers.
    private var summary: FigureText {
        let maps = evaluation.ranked.map { map in
            let words = CurveWords(map.name, map.score, of: evaluation)
            return "\(words.summary) \(map.score.verdictWords.sentence) \(words.tiles ?? "")"
        }
        return FigureText(([answer.characters + "."] + maps + notes).joined(separator: " "))
    }
}
