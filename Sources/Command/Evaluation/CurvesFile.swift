internal import Rendering
internal import Results

/// The file that `--plot` names.
struct CurvesFile {
    private let path: String
    private let format: PictureFormat

    /// Checks that the figure can be drawn, before the model computes.
    init(_ path: String) throws {
        (self.path, format) = (path, PictureFormat(path: path) ?? .png)
        try drawing { try Figure.requireEngine(for: format) }
    }

    /// Draws the curves.
    func write(_ evaluation: SlideEvaluation) throws {
        try drawing { try EvaluationFigure(evaluation).write(to: path, as: format) }
    }

    /// Adds the file's path to errors from figures, which do not know it.
    private func drawing(_ body: () throws -> Void) throws {
        do { try body() } catch let error as FigureError { throw RenderingError.noFigure(path: path, error) }
    }
}
