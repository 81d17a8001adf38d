package import Files
public import Heatmaps
public import LinMIL
public import Results
public import Slides

/// A reason to doubt a picture that can still be drawn.
public enum RenderWarning: Sendable, Equatable {
    /// The tiles and the picture may not fit.
    case slide(SlideWarning)
    /// Features or scores carry little or nothing.
    case result(String)
    /// The checkpoint holds more than the model.
    case leftAside(LeftAside)
    /// No tile is selected.
    case nothingDrawn
    /// No tile speaks for the class whose highest tiles are to be drawn.
    case nothingFor(ScoreSubject)
    /// The range that the caller gave does not have score 0 in its middle, although the score speaks for or against a class.
    case zeroOffCentre(ScoreRange)
    /// A printed picture has less than half of the resolution asked for, in pixels an inch.
    case coarsePicture(found: Double, expected: Double)
    /// A figure has no scale bar, because nothing tells the slide's resolution.
    case noScaleBar
    /// Tiles are cut from a thumbnail that has few pixels for the side of a tile.
    case coarseTiles(path: String, pixels: Int)
    /// The contact sheet was written as SVG instead of PNG.
    case contactSheetAsSVG(path: String, reason: String)
}

extension RenderWarning: CustomStringConvertible {
    /// One sentence.
    public var description: String { sentence.text }

    /// The same sentence, with the remedy kept apart.
    package var sentence: ErrorSentence {
        switch self {
        case .slide(let warning): warning.sentence
        case .result(let sentence): ErrorSentence(sentence)
        case .leftAside(let tensors): ErrorSentence(tensors.description)
        case .nothingDrawn:
            ErrorSentence("no tile reaches the threshold, so nothing is drawn", remedy: "lower the threshold")
        case .nothingFor(let subject):
            ErrorSentence("no tile \(subject.raised), so nothing is drawn", remedy: "draw all tiles")
        case .zeroOffCentre(let range):
            ErrorSentence(
                "0 is not in the middle of the range \(plainNumber(range.low)) to \(plainNumber(range.high)), so the middle "
                    + "colour does not mean score 0", remedy: "give the range \(range.zeroCentred)")
        case .coarsePicture(let found, let expected):
            ErrorSentence(
                "the picture of the slide has \(plainNumber(found)) pixels an inch at this size, expected "
                    + plainNumber(expected), remedy: "give a sharper picture, or ask for a lower resolution")
        case .noScaleBar:
            ErrorSentence(
                "the figure has no scale bar, because the slide's resolution is unknown",
                remedy: "give the micrometres per level-0 pixel")
        case .coarseTiles(let path, let pixels):
            ErrorSentence(
                "\(path): a tile is \(pixels) pixel\(pixels == 1 ? "" : "s") wide in the thumbnail, too few to see cells",
                remedy: "give the slide itself")
        case .contactSheetAsSVG(let path, let reason):
            ErrorSentence("\(path): was written instead of a PNG, because \(reason)")
        }
    }
}
