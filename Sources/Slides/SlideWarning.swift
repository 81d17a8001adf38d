/// What a person should know before they trust a picture that can be drawn all the same. The description is one sentence.
public enum SlideWarning: Equatable, Sendable {
    /// A coordinates file lies where TRIDENT or CLAM puts it, but does not fit the features.
    case unusedNeighbour(path: String, reason: String)
    /// An option and something else that is known differ.
    case overridden(path: String, option: String, value: String, by: String, says: String)
    /// Nothing says how large a tile is; the distance of neighbours was taken for it.
    case inferredSide(path: String, side: Double, share: Double)
    /// Tiles are larger than their distance, and nothing says that they overlap.
    case overlappingTiles(path: String, side: Double, stride: Double)
    /// The side and the distance of neighbours do not fit.
    case unlikeStride(path: String, side: Double, stride: Double)
    /// A thumbnail's aspect is that of the slide, but not as exactly as rounding explains.
    case thumbnailDrift(path: String, width: Int, height: Int, slideSize: SlideSize, drift: Double)
    /// A thumbnail may show the whole slide or its scanned part.
    case ambiguousThumbnail(path: String, slideSize: SlideSize, bounds: SlideRegion)
    /// Few tiles lie on what looks like tissue.
    case littleTissue(path: String, share: Double)
    /// A thumbnail's metadata ask to turn it before it is shown.
    case turnedThumbnail(path: String, orientation: Int)
}

extension SlideWarning: CustomStringConvertible {
    /// One sentence: the file, what was found, what to do.
    public var description: String {
        switch self {
        case .unusedNeighbour(let path, let reason):
            "\(path): a coordinates file beside it was not used (\(reason))"
        case .overridden(let path, let option, let value, let source, let other):
            "\(path): \(option) gives \(value), although \(source) says \(other); leave the option out if that is right"
        case .inferredSide(let path, let side, let share):
            "\(path): nothing says how large a tile is, \(shortNumber(side)) level-0 px were inferred from the distance of "
                + "neighbouring tiles (\(percent(share)) of them); an overlap cannot be seen so, give --tile-size to be sure"
        case .overlappingTiles(let path, let side, let stride):
            "\(path): tiles of \(shortNumber(side)) px lie \(shortNumber(stride)) px apart, so they overlap; if they should "
                + "only touch, give --tile-size \(shortNumber(stride))"
        case .unlikeStride(let path, let side, let stride):
            "\(path): tiles of \(shortNumber(side)) px lie \(shortNumber(stride)) px apart, which does not fit; if they "
                + "should touch, give --tile-size \(shortNumber(stride))"
        case .thumbnailDrift(let path, let width, let height, let slideSize, let drift):
            "\(path): the thumbnail of \(width)x\(height) px is off the aspect of the slide of \(slideSize) px by "
                + "\(shortNumber((drift * 10).rounded() / 10)) px; if it was cropped, tiles drift by so much at its far border"
        case .ambiguousThumbnail(let path, let slideSize, let bounds):
            "\(path): the thumbnail was taken for one of the whole slide of \(slideSize) px, but has the aspect of its "
                + "scanned part, \(bounds) px, too; give --slide without --thumbnail to be sure"
        case .turnedThumbnail(let path, let orientation):
            "\(path): its metadata ask to turn the thumbnail before it is shown (EXIF orientation \(orientation)), which is not "
                + "done: tiles lie on its pixels as they are stored; check that they lie on the tissue"
        case .littleTissue(let path, let share):
            "\(path): only \(percent(share)) of the tiles lie on what looks like tissue there; check that thumbnail and "
                + "features are of one slide, and --slide-size, --tile-size and --mpp"
        }
    }
}
