internal import Heatmaps
internal import Rendering

extension RenderingError {
    /// Adds the file's path to errors from heatmaps and figures, which do not know it.
    static func naming<Result>(
        features: String, picture: String, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as HeatmapError {
            throw RenderingError.notDrawable(path: features, error)
        } catch let error as FigureError {
            throw RenderingError.noFigure(path: picture, error)
        }
    }
}
