internal import Files
internal import Heatmaps
internal import Images
internal import Reports

/// Why a slide cannot be drawn although its files are sound.
enum RenderError: Error, CustomStringConvertible {
    /// A thumbnail can only be laid over a slide whose size is known.
    case unknownSlideSize(path: String)
    /// Features without a model.
    case missingModel(path: String)
    /// Scores with a model.
    case needlessModel(path: String)
    /// A picture of the slide was asked for, and there is none.
    case missingPicture(path: String)
    /// A picture of the slide would be larger than any image may be.
    case tooLarge(path: String, size: PixelSize)
    /// The text of a figure cannot be set.
    case noFigure(path: String, FigureError)
    /// A folder of tiles cannot be made.
    case noFolder(path: String, reason: String)
    /// The raster refuses the tiles; it does not know the file's name.
    case notDrawable(path: String, HeatmapError)

    var description: String { sentence.text }

    /// What was found and expected, and what to do.
    var sentence: ErrorSentence {
        switch self {
        case .unknownSlideSize(let path):
            ErrorSentence(
                "\(path): 'coords' does not say how large the slide is, which a thumbnail needs to lie right",
                remedy: "give the slide's size in level-0 pixels, the slide itself, or its coordinates file")
        case .missingModel(let path):
            ErrorSentence(
                "\(path): these are features, which a model has to score before they can be drawn",
                remedy: "give a model")
        case .needlessModel(let path):
            ErrorSentence(
                "\(path): these are scores already, which need no model",
                remedy: "leave the model out, or give features")
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

/// What a person should know of a picture that was drawn.
enum RenderWarning {
    /// No value reaches the threshold.
    case nothingDrawn(path: String)
    /// The slide's picture has less than half of the pixels that a figure asks for.
    case coarsePicture(path: String, dotsPerInch: Double, expected: Double)

    /// What was found and expected.
    var sentence: ErrorSentence {
        switch self {
        case .nothingDrawn(let path):
            ErrorSentence("\(path): no tile reaches the threshold, so nothing is drawn", remedy: "lower the threshold")
        case .coarsePicture(let path, let found, let expected):
            ErrorSentence(
                "\(path): the picture of the slide has \(Wording.length(found.rounded())) pixels an inch at this size, "
                    + "expected \(Wording.length(expected))", remedy: "give a sharper picture, or ask for fewer")
        }
    }
}
