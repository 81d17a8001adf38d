public import Heatmaps
public import Images

/// Why a slide cannot be drawn although its files are sound.
public enum RenderingError: Error, Equatable, Sendable {
    /// A thumbnail can only be laid over a slide whose size is known.
    case unknownSlideSize(path: String)
    /// A picture of the slide was asked for, and there is none.
    case missingPicture(path: String)
    /// A picture of the slide would be larger than any image may be.
    case tooLarge(path: String, size: PixelSize)
    /// A figure cannot be made.
    case noFigure(path: String, FigureError)
    /// A folder for the top tiles cannot be made.
    case noFolder(path: String, reason: String)
    /// The raster refuses scores or tiles; it does not know the file's name.
    case notDrawable(path: String, HeatmapError)
}

extension RenderingError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected.
    public var description: String {
        switch self {
        case .unknownSlideSize(let path):
            "\(path): 'coords' does not say how large the slide is, expected its size in level-0 pixels, which a thumbnail "
                + "needs to lie right"
        case .missingPicture(let path):
            "\(path): there is no picture of the slide to draw on, expected a thumbnail, the slide itself, or where TRIDENT "
                + "puts it, thumbnails/ID.jpg"
        case .tooLarge(let path, let size):
            "\(path): the picture would have \(size) pixels, expected at most \(Image.maximumPixelCount)"
        case .noFigure(let path, let error): "\(path): \(error.description)"
        case .noFolder(let path, let reason):
            "\(path): the folder cannot be made (\(reason)), expected a place for the top tiles"
        case .notDrawable(let path, let error): "\(path): \(error.description)"
        }
    }
}
