package import Files
public import LinMIL
public import Slides

/// What a person should know before they trust a picture that can be drawn all the same.
public enum RenderWarning: Sendable, Equatable {
    /// Tiles and picture may not fit.
    case slide(SlideWarning)
    /// The checkpoint holds more than the model.
    case leftAside(LeftAside)
    /// No tile is selected.
    case nothingDrawn
    /// A printed picture has fewer than half of the pixels an inch that are asked for.
    case coarsePicture(found: Double, expected: Double)
    /// The contact sheet was written as SVG in place of PNG.
    case contactSheetAsSVG(path: String, reason: String)
}

extension RenderWarning: CustomStringConvertible {
    /// One sentence.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .slide(let warning): warning.sentence
        case .leftAside(let tensors): ErrorSentence(tensors.description)
        case .nothingDrawn:
            ErrorSentence("no tile reaches the threshold, so nothing is drawn", remedy: "lower the threshold")
        case .coarsePicture(let found, let expected):
            ErrorSentence(
                "the picture of the slide has \(plainNumber(found)) pixels an inch at this size, expected "
                    + plainNumber(expected), remedy: "give a sharper picture, or ask for fewer")
        case .contactSheetAsSVG(let path, let reason):
            ErrorSentence("\(path): was written in place of a PNG, because \(reason)")
        }
    }
}
