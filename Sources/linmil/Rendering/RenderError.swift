internal import Images

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
    case noFigure(path: String, reason: String)
    /// A folder of tiles cannot be made.
    case noFolder(path: String, reason: String)
    /// The raster refuses the tiles; it does not know the file's name.
    case notDrawable(path: String, reason: String)

    var description: String {
        switch self {
        case .unknownSlideSize(let path):
            "\(path): 'coords' does not say how large the slide is, which a thumbnail needs to lie right; give "
                + "--slide-size WxH in level-0 pixels, the slide itself (--slide), or its coordinates file (--coords)"
        case .missingModel(let path):
            "\(path): these are features, which a model has to score before they can be drawn; give --model FILE"
        case .needlessModel(let path):
            "\(path): these are scores already, which no model is needed for; leave --model out, or give features"
        case .missingPicture(let path):
            "\(path): there is no picture of the slide to draw on, expected one by --thumbnail or --slide, or where "
                + "TRIDENT puts it, thumbnails/ID.jpg; give one, or --background white"
        case .tooLarge(let path, let size):
            "\(path): the picture would have \(size) pixels, expected at most \(Image.maximumPixelCount); give a smaller "
                + "--max-side, or a smaller --width or --dpi"
        case .noFigure(let path, let reason): "\(path): \(reason)"
        case .noFolder(let path, let reason):
            "\(path): the folder cannot be made (\(reason)), expected a place for the top tiles; choose another output"
        case .notDrawable(let path, let reason):
            "\(path): \(reason)"
        }
    }
}
