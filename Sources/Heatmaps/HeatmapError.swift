package import Files

/// Why a heatmap cannot be drawn. The description is one sentence.
public enum HeatmapError: Error, Equatable, Sendable {
    /// There is nothing to draw.
    case noTiles
    /// Scores and tiles cannot be matched.
    case countMismatch(scores: Int, tiles: Int)
    /// More tiles than the exact sums of the raster allow.
    case tooManyTiles(count: Int)
    /// The tile side is not a positive, finite number of pixels.
    case badTileSide(Double)
    /// The slide or the canvas has no pixels, or too many.
    case badSize(of: String, size: String)
    /// A coordinate is NaN or infinite.
    case badCoordinate(tile: Int, x: Double, y: Double)
    /// Some scores are NaN or infinite.
    case badScores(count: Int, firstTile: Int, score: Float)
    /// A range of scores is not finite, or its ends are not in order.
    case badRange(low: Double, high: Double)
    /// A range is given for a normalisation that has none.
    case rangeNotUsed(normalization: String)
    /// A selection that can select nothing.
    case badSelection(String, expected: String)
    /// A width of smoothing that is not a positive, finite number of pixels.
    case badSigma(Double)
    /// A level that no value reaches, or a line without width.
    case badOutline(String, expected: String)
    /// Another tool could not draw this picture.
    case incompatible(with: String, found: String, expected: String)
    /// Some tiles share no pixel with the slide.
    case outsideSlide(count: Int, firstTile: Int, x: Double, y: Double, slide: String)
    /// No colour map has this name.
    case unknownColorMap(name: String)
}

extension HeatmapError: CustomStringConvertible {
    /// One sentence: what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .noTiles:
            ErrorSentence("no tiles, expected at least one", remedy: "extract the features of the slide again")
        case .countMismatch(let scores, let tiles):
            ErrorSentence(
                "\(scores) scores for \(tiles) tiles, expected one score for each tile",
                remedy: "use scores and coordinates of one run")
        case .tooManyTiles(let count):
            ErrorSentence(
                "\(count) tiles, expected at most \(Heatmap.maximumTileCount)", remedy: "tile the slide more coarsely")
        case .badTileSide(let side):
            ErrorSentence(
                "tile side of \(side) level-0 pixels, expected a positive number", remedy: "give the right tile side")
        case .badSize(let subject, let size):
            ErrorSentence(
                "\(subject) of \(size) pixels, expected at least 1 x 1, at most 2^28 pixels to draw and 2^31 - 1 "
                    + "along a slide", remedy: "check the sizes of slide and picture")
        case .badCoordinate(let tile, let x, let y):
            ErrorSentence(
                "tile \(tile) lies at (\(x), \(y)), expected finite level-0 pixels",
                remedy: "extract the coordinates again")
        case .badScores(let count, let firstTile, let score):
            ErrorSentence(
                "\(count) scores are not finite, the first is \(score) at tile \(firstTile), expected numbers",
                remedy: "check the features and the model that gave them")
        case .badRange(let low, let high):
            ErrorSentence(
                "range of scores from \(low) to \(high), expected two finite numbers, the lower first",
                remedy: "correct the range")
        case .rangeNotUsed(let normalization):
            ErrorSentence(
                "a range of scores is given for the normalisation '\(normalization)', expected none",
                remedy: "leave the range out, or choose the normalisation minmax, robust or none")
        case .badSelection(let found, let expected):
            ErrorSentence("a selection of \(found), expected \(expected)", remedy: "correct it, or draw all tiles")
        case .badSigma(let sigma):
            ErrorSentence(
                "smoothing over \(sigma) pixels, expected a positive number",
                remedy: "correct it, or leave it to the tiles' side")
        case .badOutline(let found, let expected):
            ErrorSentence("an outline with \(found), expected \(expected)", remedy: "correct it, or leave it out")
        case .incompatible(let tool, let found, let expected):
            ErrorSentence(
                "\(found) for a picture as \(tool) draws it, expected \(expected)",
                remedy: "give that, or draw it as linmil does")
        case .outsideSlide(let count, let firstTile, let x, let y, let slide):
            ErrorSentence(
                "\(count) tiles lie outside the slide of \(slide) level-0 pixels, the first is tile \(firstTile) "
                    + "at (\(x), \(y)), expected all inside", remedy: "check that coordinates and slide belong together"
            )
        case .unknownColorMap(let name):
            ErrorSentence(
                "'\(name)' is no colour map, expected one of "
                    + ColorMap.allCases.map(\.rawValue).joined(separator: ", "), remedy: "choose one of them")
        }
    }
}
