package import Files
public import Heatmaps
public import Images

/// Why a slide cannot be drawn although its files are valid. The description is one sentence.
public enum RenderingError: Error, Equatable, Sendable {
    /// The size of the slide is unknown, so a thumbnail cannot be placed.
    case unknownSlideSize(path: String)
    /// A picture of the slide is asked for, but there is none.
    case missingPicture(path: String)
    /// The picture of the slide would have more pixels than an image may have.
    case tooLarge(path: String, size: PixelSize)
    /// The figure cannot be made.
    case noFigure(path: String, FigureError)
    /// The folder for the top tiles cannot be made.
    case noFolder(path: String, reason: String)
    /// A format cannot hold what the settings ask for.
    case unsuitable(PictureFormat, what: String, expected: String)
    /// The ending of a file's name says another format than the one that is written.
    case otherEnding(path: String, PictureFormat)
    /// The heatmap cannot be drawn. `HeatmapError` does not know the file's path, so it is added here.
    case notDrawable(path: String, HeatmapError)
}

extension RenderingError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same sentence, with the remedy kept apart.
    package var sentence: ErrorSentence {
        switch self {
        case .unknownSlideSize(let path):
            ErrorSentence(
                "\(path): 'coords' does not give the slide's size, which is needed to place a thumbnail",
                remedy: "give the slide's size in level-0 pixels, the slide itself, or its coordinates file")
        case .missingPicture(let path):
            ErrorSentence(
                "\(path): there is no picture of the slide to draw on, not even TRIDENT's thumbnails/ID.jpg",
                remedy: "give one, or draw on white")
        case .tooLarge(let path, let size):
            ErrorSentence(
                "\(path): the picture would have \(size) pixels, expected at most \(Image.maximumPixelCount)",
                remedy: "ask for fewer pixels")
        case .noFigure(let path, let error): error.sentence.about(path)
        case .noFolder(let path, let reason):
            ErrorSentence(
                "\(path): the folder for the top tiles cannot be made (\(reason))",
                remedy: "choose another output")
        case .unsuitable(let format, let what, let expected):
            ErrorSentence(
                "\(what) cannot be written as \(format.endings[0]), expected \(expected)",
                remedy: "choose another ending or other settings")
        case .otherEnding(let path, let format):
            ErrorSentence(
                "\(path): does not end like the format that is written, expected "
                    + format.endings.joined(separator: " or "),
                remedy: "change the name, or make the canvas for the other format")
        case .notDrawable(let path, let error): error.sentence.about(path)
        }
    }
}
