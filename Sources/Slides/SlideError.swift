public import Files

/// Why a slide's files cannot be used. The description is one sentence: the file, what was found, what was expected, what
/// to do.
public enum SlideError: Error, Equatable, Sendable {
    // The file
    case file(FileError)
    case notHDF5(path: String, looksLike: String)
    case damaged(path: String, part: String, cause: String)
    /// Another program has the file open for writing.
    case beingWritten(path: String)
    /// The program that wrote the file was killed before it closed the file.
    case notClosed(path: String)
    /// The file uses a version of the HDF5 format that the library does not know.
    case newerFormat(path: String, part: String, cause: String, library: String)
    /// Several datasets could be the features.
    case severalFeatures(path: String, datasets: [String])
    /// All tiles have one place.
    case tilesAtOnePlace(path: String, count: Int, place: SIMD2<Double>)

    // A dataset
    case missingDataset(path: String, dataset: String, found: [String], content: Content?)
    case unsupportedDataset(path: String, dataset: String, reason: String)
    case wrongShape(path: String, dataset: String, shape: [Int])
    case wrongType(path: String, dataset: String, found: String, expected: String)
    case noTiles(path: String, dataset: String, shape: [Int])
    case incomplete(path: String, dataset: String, shape: [Int], found: String)

    // The tiles
    case missingCoordinates(path: String, found: [String])
    /// A file that cannot hold coordinates has no file with them beside it.
    case noCoordinates(path: String, tileCount: Int, slide: String)
    case differentTileCounts(features: String, featureCount: Int, coordinates: String, coordinateCount: Int)
    case differentCoordinates(features: String, coordinates: String, count: Int, firstTile: Int)
    case badCoordinates(path: String, count: Int, firstTile: Int, first: SIMD2<Double>)
    /// `instead` is what the caller can give in place of the attribute.
    case badAttribute(
        path: String, holder: String?, attribute: String, found: String, expected: String, instead: GivenGeometry.Fact)
    case missingTileSide(path: String)
    /// `slide` is the slide itself, which does not say it, and `implausible` what its tags say instead.
    case missingResolution(path: String, slide: String? = nil, implausible: Double? = nil)
    case contradiction(path: String, what: GivenGeometry.Fact, statements: [String])
    /// The coordinates look counted at another level or in tiles.
    case scaledCoordinates(path: String, CoordinateDoubt)
    case unlikeStride(
        path: String, side: Double, source: String, stride: Double, expected: Double?, scale: Double? = nil)
    case tilesOutside(
        path: String, count: Int, firstTile: Int, first: SIMD2<Double>, side: Double, slideSize: SlideSize,
        mpp: Double?, reach: SlideSize? = nil, scale: Double? = nil)
    case badScores(path: String, count: Int, tileCount: Int, firstTile: Int, first: Double)

    // Arrays and tensors
    /// The file is no archive of NumPy arrays; the names of its records.
    case notNumPy(path: String, found: [String])
    /// An array is no array of numbers, or damaged.
    case unusableArray(path: String, array: String, found: String, expected: String)
    /// No array or tensor, or more than one, is what is looked for; what there is.
    case noArray(path: String, found: String, expected: String)

    /// The file has scores of several classes.
    case severalClasses(path: String, found: String, classes: [String])
    /// The file has no scores of the class that was asked for.
    case noSuchClass(path: String, asked: String, classes: [String])
    /// A table's header has no columns that are known to hold tiles and scores, or lacks one that was named.
    case unknownColumns(path: String, found: String)
    /// A table's cells are not what a table of tiles has.
    case badTable(path: String, found: String, expected: String)

    // A file to write
    case largeAttribute(path: String, attribute: String, byteCount: Int, limit: Int)
    case notComposed(path: String, cause: String)

    // The thumbnail
    case thumbnailAspect(
        path: String, width: Int, height: Int, slideSize: SlideSize, bounds: SlideRegion?,
        knowsSlide: Bool = false, isTurned: Bool = false)

    // A whole slide
    case openSlideMissing(path: String, library: String, package: String, cause: String)
    case slideFolder(path: String)
    case notASlide(path: String, looksLike: String)
    case damagedSlide(path: String, cause: String)
    case unusableSlide(path: String, found: String, expected: String)

    /// What a file holds in place of the dataset that is missing.
    public enum Content: Sendable {
        case scores, coordinates, features
    }
}
