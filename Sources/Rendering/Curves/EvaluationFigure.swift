internal import Files
internal import Images
public import Results

/// The flipping curves of a slide's maps as a figure: a plot for each map, with its verdict.
///
///     let evaluation = try SlideEvaluation(of: features, with: model, scores: [.cls, .relevance])
///     try EvaluationFigure(evaluation).write(to: "curves.svg")
public struct EvaluationFigure: Sendable {
    let evaluation: SlideEvaluation

    /// Creates the figure of an evaluation.
    public init(_ evaluation: SlideEvaluation) { self.evaluation = evaluation }

    /// The size of text in pixels: for a screen in a page, twice as sharp in pixels.
    private static func em(in format: PictureFormat) -> Double { format.isPage ? 14 : 28 }

    /// Writes the figure, with a record of what made it, to a file that appears whole or not at all.
    ///
    /// - Parameter format: the format; by default the one that the path's ending says, else PNG.
    /// - Throws: `FigureError` if the figure is too large or its text cannot be drawn, `RenderingError` if the format has no
    ///   text, `ImageError` if the file cannot be written.
    public func write(to path: String, as format: PictureFormat? = nil) throws {
        let format = format ?? PictureFormat(path: path) ?? .png
        guard PictureFormat.ofFigures.contains(format) else {
            throw RenderingError.unsuitable(format, what: "a figure", expected: "a format with text")
        }
        let drawing = try EvaluationLayout(self, style: PageStyle(em: Self.em(in: format))).drawing()
        let record = try jsonText(Record(evaluation))
        let contents = ["linmil \(evaluation.version)", "Flipping curves of \(evaluation.slide)", record]
        let texts = zip(RenderRecord.keywords, contents).map { PictureText($0, $1) }
        try drawing.write(to: path, as: format, notes: PictureNotes(texts: texts, isSRGB: true), record: record)
    }

    /// What made the figure. It has no folders and no date.
    private struct Record: Encodable {
        let version: String
        let slide: String
        let model: String
        let `class`: Int
        let scores: [String]
        let tiles: Int?
        let steps: Int
        let seeds: Int

        init(_ evaluation: SlideEvaluation) {
            (version, slide, model) = (evaluation.version, evaluation.slide, evaluation.model)
            (`class`, scores) = (evaluation.class, evaluation.ranked.map(\.name))
            (tiles, steps, seeds) = (evaluation.kept.first, evaluation.kept.count, evaluation.random.seeds)
        }
    }
}
