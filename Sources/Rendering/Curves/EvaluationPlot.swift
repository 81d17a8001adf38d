internal import Images
package import Results

/// The flipping curves of one map for a web page, which has the name and the verdict itself.
package enum EvaluationPlot {
    /// The size of text in pixels.
    private static let style = PageStyle(em: 13)
    private static let width = 380
    private static let height = 150.0

    /// Returns the plot as an SVG element. Its label says what the curves say.
    package static func svg(_ name: String, _ score: ScoreEvaluation, of evaluation: SlideEvaluation) throws -> String {
        let plot = CurvePlot(
            score, of: evaluation, x: 0, y: (0.6 * style.em).rounded(), width: Double(width), height: height,
            style: style)
        var axis = TextColumn(x: Double(width) / 2, y: plot.bottom, width: Double(width))
        axis.addCentered(FigureText("tiles removed"), style.small)
        var parts = plot.parts
        parts.texts += axis.texts
        return try Drawing(
            size: PixelSize(width: width, height: Int(axis.y.rounded(.up))), title: FigureText(name),
            summary: FigureText(CurveWords(name, score, of: evaluation).summary), parts: parts
        ).inlineSVG
    }

    /// Returns the key: samples of lines and areas as SVG elements, with their words.
    package static func key() throws -> [(sample: String, words: String)] {
        let size = PixelSize(
            width: style.pixels(CurveKey.size.width), height: style.pixels(CurveKey.size.height))
        return try CurveKey.entries(seeds: nil).map { entry in
            let drawing = try Drawing(
                size: size, title: FigureText(""), summary: FigureText(""), parts: entry.sample(x: 0, y: 0, style))
            return (drawing.inlineSVG, entry.words)
        }
    }
}
