package import Files
public import Heatmaps
public import Images

/// Why a slide cannot be drawn although its files are sound. The description is one sentence.
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
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .unknownSlideSize(let path):
            ErrorSentence(
                "\(path): 'coords' does not say how large the slide is, which a thumbnail needs to lie right",
                remedy: "give the slide's size in level-0 pixels, the slide itself, or its coordinates file")
        case .missingPicture(let path):
            ErrorSentence(
                "\(path): there is no picture of the slide to draw on, nor one where TRIDENT puts it, thumbnails/ID.jpg",
                remedy: "give one, or draw on white")
        case .tooLarge(let path, let size):
            ErrorSentence(
                "\(path): the picture would have \(size) pixels, expected at most \(Image.maximumPixelCount)",
                remedy: "ask for fewer pixels")
        case .noFigure(let path, let error): error.sentence.about(path)
        case .noFolder(let path, let reason):
            ErrorSentence(
                "\(path): the folder cannot be made (\(reason)), expected a place for the top tiles",
                remedy: "choose another output")
        case .notDrawable(let path, let error): error.sentence.about(path)
        }
    }
}
