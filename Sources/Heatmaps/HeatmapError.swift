/// What can be wrong with the scores and tiles of a heatmap; the description is a sentence for the person who runs
/// the program.
public enum HeatmapError: Error, Equatable, CustomStringConvertible {
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

    /// One sentence: what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .noTiles:
            "no tiles, expected at least one; extract the features of the slide again"
        case .countMismatch(let scores, let tiles):
            "\(scores) scores for \(tiles) tiles, expected one score for each tile; "
                + "use scores and coordinates of one run"
        case .tooManyTiles(let count):
            "\(count) tiles, expected at most \(Heatmap.maximumTileCount); tile the slide more coarsely"
        case .badTileSide(let side):
            "tile side of \(side) level-0 pixels, expected a positive number; give it with --tile-size"
        case .badSize(let subject, let size):
            "\(subject) of \(size) pixels, expected at least 1 x 1, at most 2^28 pixels to draw and 2^31 - 1 "
                + "along a slide; check --slide-size and --max-side"
        case .badCoordinate(let tile, let x, let y):
            "tile \(tile) lies at (\(x), \(y)), expected finite level-0 pixels; extract the coordinates again"
        case .badScores(let count, let firstTile, let score):
            "\(count) scores are not finite, the first is \(score) at tile \(firstTile), expected numbers; "
                + "check the features and the model that gave them"
        case .badRange(let low, let high):
            "range of scores from \(low) to \(high), expected two finite numbers, the lower first; correct --range"
        case .rangeNotUsed(let normalization):
            "a range of scores is given for the normalisation '\(normalization)', expected none; "
                + "leave out --range, or choose --normalize minmax, robust or none"
        case .badSelection(let found, let expected):
            "a selection of \(found), expected \(expected); correct it, or draw all tiles"
        case .badSigma(let sigma):
            "smoothing over \(sigma) pixels, expected a positive number; correct it, or leave it to the tiles' side"
        case .badOutline(let found, let expected):
            "an outline with \(found), expected \(expected); correct it, or leave it out"
        case .incompatible(let tool, let found, let expected):
            "\(found) for a picture as \(tool) draws it, expected \(expected); give that, or draw without --compatible"
        case .outsideSlide(let count, let firstTile, let x, let y, let slide):
            "\(count) tiles lie outside the slide of \(slide) level-0 pixels, the first is tile \(firstTile) "
                + "at (\(x), \(y)), expected all inside; check that coordinates and slide belong together"
        case .unknownColorMap(let name):
            "'\(name)' is no colour map, expected one of \(ColorMap.allCases.map(\.rawValue).joined(separator: ", ")); "
                + "choose one with --colormap"
        }
    }
}
