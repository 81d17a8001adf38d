package import Files

/// What a person should know before they trust a picture that can be drawn anyway. The description is one sentence.
public enum SlideWarning: Equatable, Sendable {
    /// A coordinates file lies where TRIDENT or CLAM puts it, but does not fit the features.
    case unusedNeighbour(path: String, reason: String)
    /// A thumbnail lies where TRIDENT puts it, but cannot be read; nobody asked for it.
    case unusedThumbnail(path: String, reason: String)
    /// The features are in a dataset of a name that no known writer uses.
    case unusualDataset(path: String, dataset: String)
    /// Tiles that begin at the place of another tile, and one such pair.
    case tilesAtSamePlace(path: String, count: Int, of: Int, tile: Int, other: Int, place: SIMD2<Double>)
    /// What the caller gave and something else that is known differ.
    case overridden(path: String, what: GivenGeometry.Fact, value: String, by: String, says: String)
    /// Nothing says how large a tile is; the distance of neighbouring tiles was taken as the side.
    case inferredSide(path: String, side: Double, share: Double)
    /// Tiles are larger than their distance, and nothing says that they overlap.
    case overlappingTiles(path: String, side: Double, stride: Double)
    /// The coordinates look counted at another level or in tiles.
    case scaledCoordinates(path: String, CoordinateDoubt)
    /// The side and the distance of neighbours do not fit.
    case unlikeStride(path: String, side: Double, stride: Double)
    /// A thumbnail's aspect is close to the slide's, but differs by more than rounding explains.
    case thumbnailDrift(path: String, width: Int, height: Int, slideSize: SlideSize, drift: Double)
    /// A thumbnail may show the whole slide or its scanned part.
    case ambiguousThumbnail(path: String, slideSize: SlideSize, bounds: SlideRegion)
    /// Much more of a thumbnail's tissue would lie under tiles if it were turned back.
    case turnedPicture(path: String, turn: PictureTurn, undone: Double, asItIs: Double)
    /// Few tiles lie on what looks like tissue.
    case littleTissue(path: String, share: Double)
    /// A thumbnail's metadata ask to turn it before it is shown.
    case turnedThumbnail(path: String, orientation: Int)
}

extension SlideWarning: CustomStringConvertible {
    /// One sentence: the file, what was found, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .unusedNeighbour(let path, let reason):
            ErrorSentence("\(path): a coordinates file beside it was not used (\(reason))")
        case .unusedThumbnail(let path, let reason):
            ErrorSentence(
                "\(path): a thumbnail beside it was not used, so the map is drawn on white (\(reason))",
                remedy: "give a thumbnail, or the slide itself")
        case .unusualDataset(let path, let dataset):
            ErrorSentence(
                "\(path): the features were read from the dataset '\(dataset)', the only matrix with a row for each tile"
            )
        case .tilesAtSamePlace(let path, let count, let all, let tile, let other, let place):
            ErrorSentence(
                "\(path): \(count) of \(all) tiles lie where another tile begins (the first: tile \(tile) at "
                    + "(\(shortNumber(place.x)), \(shortNumber(place.y))), as tile \(other)); the model counts them all, and the "
                    + "picture shows their mean",
                remedy: "check whether the file was written twice, or has tiles of two magnifications")
        case .overridden(let path, let what, let value, let source, let other):
            ErrorSentence(
                "\(path): \(what) is given as \(value), although \(source) says \(other)",
                remedy: "leave it out if that is right")
        case .inferredSide(let path, let side, let share):
            ErrorSentence(
                "\(path): nothing says how large a tile is, \(shortNumber(side)) level-0 px were inferred from the distance "
                    + "of neighbouring tiles (\(percent(share)) of them); an overlap cannot be seen this way",
                remedy: "give the tile side to be sure")
        case .overlappingTiles(let path, let side, let stride):
            ErrorSentence(
                "\(path): tiles of \(shortNumber(side)) px lie \(shortNumber(stride)) px apart, so they overlap",
                remedy: "if they should only touch, give a tile side of \(shortNumber(stride)) px")
        case .scaledCoordinates(let path, let doubt): doubt.sentence(about: path)
        case .unlikeStride(let path, let side, let stride):
            ErrorSentence(
                "\(path): tiles of \(shortNumber(side)) px lie \(shortNumber(stride)) px apart, which does not fit",
                remedy: "if they should touch, give a tile side of \(shortNumber(stride)) px")
        case .thumbnailDrift(let path, let width, let height, let slideSize, let drift):
            ErrorSentence(
                "\(path): the thumbnail of \(width)x\(height) px is off the aspect of the slide of \(slideSize) px by "
                    + "\(shortNumber((drift * 10).rounded() / 10)) px; if it was cropped, tiles drift by that much at its "
                    + "far border")
        case .ambiguousThumbnail(let path, let slideSize, let bounds):
            ErrorSentence(
                "\(path): the thumbnail was taken for one of the whole slide of \(slideSize) px, but it also has the "
                    + "aspect of the scanned part, \(bounds) px",
                remedy: "give the slide itself without a thumbnail to be sure")
        case .turnedThumbnail(let path, let orientation):
            ErrorSentence(
                "\(path): its metadata say to turn the thumbnail before it is shown (EXIF orientation \(orientation)), "
                    + "which is not done: tiles lie on its pixels as they are stored",
                remedy: "check that they lie on the tissue")
        case .turnedPicture(let path, let turn, let undone, let asItIs):
            ErrorSentence(
                "\(path): the picture seems \(turn): \(wholePercent(undone)) of its tissue would lie under tiles, "
                    + "\(wholePercent(asItIs)) does", remedy: "turn it back, or give the slide itself")
        case .littleTissue(let path, let share):
            ErrorSentence(
                "\(path): only \(percent(share)) of the tiles lie on what looks like tissue there",
                remedy:
                    "check that thumbnail and features belong to one slide, and the slide's size, the tile side and the "
                    + "resolution")
        }
    }
}

/// A part of something, as `99 %` where it is nearly all.
private func wholePercent(_ part: Double) -> String {
    "\(part < 1 ? min(99, Int((part * 100).rounded())) : 100) %"
}
