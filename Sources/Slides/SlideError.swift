public import Files

/// Why a slide's files cannot be used. The description is one sentence that says what to do.
public enum SlideError: Error, Equatable, Sendable {
    // The file
    case file(FileError)
    case notHDF5(path: String, looksLike: String)
    case damaged(path: String, part: String, cause: String)

    // A dataset
    case missingDataset(path: String, dataset: String, found: [String], advice: String)
    case unsupportedDataset(path: String, dataset: String, reason: String)
    case wrongShape(path: String, dataset: String, shape: [Int])
    case wrongType(path: String, dataset: String, found: String, expected: String)
    case noTiles(path: String, dataset: String, shape: [Int])
    case incomplete(path: String, dataset: String, shape: [Int], found: String)

    // The tiles
    case missingCoordinates(path: String, found: [String])
    case differentTileCounts(features: String, featureCount: Int, coordinates: String, coordinateCount: Int)
    case differentCoordinates(features: String, coordinates: String, count: Int, firstTile: Int)
    case badCoordinates(path: String, count: Int, firstTile: Int, first: SIMD2<Double>)
    case badAttribute(
        path: String, holder: String?, attribute: String, found: String, expected: String, option: String)
    case missingTileSide(path: String)
    case missingResolution(path: String)
    case contradiction(path: String, what: Length, statements: [String])
    case unlikeStride(path: String, side: Double, source: String, stride: Double, expected: Double?)
    case tilesOutside(
        path: String, count: Int, firstTile: Int, first: SIMD2<Double>, side: Double, slideSize: SlideSize,
        mpp: Double?)
    case badScores(path: String, count: Int, tileCount: Int, firstTile: Int, first: Double)

    // A file to write
    case largeAttribute(path: String, attribute: String, byteCount: Int, limit: Int)
    case notComposed(path: String, cause: String)

    // The thumbnail
    case thumbnailAspect(path: String, width: Int, height: Int, slideSize: SlideSize, bounds: SlideRegion?)

    // A whole slide
    case openSlideMissing(path: String, library: String, package: String, cause: String)
    case slideFolder(path: String)
    case notASlide(path: String, looksLike: String)
    case damagedSlide(path: String, cause: String)
    case unusableSlide(path: String, found: String, expected: String)

    /// What two statements can differ in.
    public enum Length: Sendable {
        case tileSide, slideSize
    }
}

extension SlideError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String {
        switch self {
        case .file(let error):
            error.sentence(expecting: "the file of one slide")
        case .notHDF5(let path, let looksLike):
            "\(path): this is not an HDF5 file, \(looksLike); give the features file that TRIDENT, CLAM or STAMP wrote"
        case .damaged(let path, let part, let cause):
            "\(path): \(part) is damaged or cut short (\(printable(cause))); copy or export the file again"

        case .missingDataset(let path, let dataset, let found, let advice):
            "\(path): there is no dataset '\(dataset)', the file holds \(listed(found)); \(advice)"
        case .unsupportedDataset(let path, let dataset, let reason):
            "\(path): dataset '\(dataset)' \(reason)"
        case .wrongShape(let path, SlideSchema.coordinates, let shape):
            "\(path): dataset 'coords' has the shape \(shape), expected [tiles, 2] for x and y; export it again"
        case .wrongShape(let path, SlideSchema.scores, let shape):
            "\(path): dataset 'attention_scores' has the shape \(shape), expected [tiles, 1]; "
                + "write one score for each tile"
        case .wrongShape(let path, let dataset, let shape) where shape.count < 2:
            "\(path): dataset '\(dataset)' has the shape \(shape), a slide-level embedding, expected [tiles, width]; "
                + "give the features of the slide's tiles"
        case .wrongShape(let path, let dataset, let shape):
            "\(path): dataset '\(dataset)' has \(shape.count) dimensions \(shape), expected [tiles, width]; "
                + "export the features of one slide again"
        case .wrongType(let path, let dataset, let found, let expected):
            "\(path): dataset '\(dataset)' holds \(found), expected \(expected); export it again"
        case .noTiles(let path, let dataset, let shape):
            "\(path): dataset '\(dataset)' has the shape \(shape), no tile at all; look for the tissue of this slide again"
        case .incomplete(let path, let dataset, let shape, let found):
            "\(path): dataset '\(dataset)' claims the shape \(shape), but \(found); export the file again"

        case .missingCoordinates(let path, let found) where found.contains("patch_embeddings"):
            "\(path): there is no dataset 'coords', the file holds \(listed(found)), as STAMP writes of multiplex images; "
                + "without places there is no heatmap, give the file that has the tiles' coordinates by --coords"
        case .missingCoordinates(let path, let found):
            "\(path): there is no dataset 'coords', the file holds \(listed(found)); "
                + "give the file that has the tiles' coordinates by --coords"
        case .differentTileCounts(let features, let featureCount, let coordinates, let coordinateCount):
            "\(coordinates): there are coordinates of \(coordinateCount) tiles, but features of \(featureCount) in "
                + "\(features); give the coordinates that the features were made with"
        case .differentCoordinates(let features, let coordinates, let count, let firstTile):
            "\(coordinates): \(count == 1 ? "1 tile lies" : "\(count) tiles lie") elsewhere than \(features) says, the first is tile \(firstTile); "
                + "give the coordinates that the features were made with"
        case .badCoordinates(let path, let count, let firstTile, let first):
            "\(path): \(count) coordinates are no level-0 pixels, the first is tile \(firstTile) at "
                + "(\(plainNumber(first.x)), \(plainNumber(first.y))); export the coordinates again"
        case .badAttribute(let path, let holder, let attribute, let found, let expected, let option):
            "\(path): attribute '\(attribute)' of \(holder.map { "'\($0)'" } ?? "the file") is \(found), "
                + "expected \(expected); export the coordinates again or give \(option)"
        case .missingTileSide(let path):
            "\(path): 'coords' does not say how large a tile is at level 0; give the slide's coordinates file "
                + "(--coords patches/ID.h5) or the tile side in level-0 pixels (--tile-size)"
        case .missingResolution(let path):
            "\(path): the coordinates are in micrometres, as STAMP writes them, which takes the slide's resolution to "
                + "place them; give the micrometres of a level-0 pixel by --mpp, or the slide itself by --slide"
        case .contradiction(let path, .tileSide, let statements):
            "\(path): the side of a tile is \(statements.joined(separator: " but ")), expected them to agree; "
                + "give the right one in level-0 pixels by --tile-size"
        case .contradiction(let path, .slideSize, let statements):
            "\(path): the size of the slide is \(statements.joined(separator: " but ")), expected them to agree; "
                + "check that the files belong to one slide, or give the right size in level-0 pixels by --slide-size"
        case .unlikeStride(let path, let side, let source, let stride, let expected):
            "\(path): the side of a tile is \(plainNumber(side)) px by \(source), but neighbours lie "
                + "\(shortNumber(stride)) px apart, expected "
                + "\(expected.map { "\(shortNumber($0)) px" } ?? "no gap between them"); give the right side by --tile-size "
                + "\(shortNumber(stride)) (or --tile-size \(plainNumber(side)) if this one is)"
        case .tilesOutside(let path, let count, let firstTile, let first, let side, let slideSize, let mpp):
            "\(path): \(count == 1 ? "1 tile" : "\(count) tiles") of \(shortNumber(side)) px "
                + "\(count == 1 ? "lies" : "lie") outside the slide of \(slideSize) px, the first is tile \(firstTile) at "
                + "(\(shortNumber(first.x)), \(shortNumber(first.y))); check --slide-size\(mpp == nil ? "" : ", --mpp") and "
                + "--tile-size, all of level 0"
        case .badScores(let path, let count, let tileCount, let firstTile, let first):
            "\(path): \(count) of \(tileCount) scores are no finite numbers, the first is \(first) of tile \(firstTile); "
                + "compute the scores again"
        case .largeAttribute(let path, let attribute, let byteCount, let limit):
            "\(path): cannot be written with \(byteCount) bytes of '\(attribute)', expected at most \(limit) in an HDF5 "
                + "file; write the scores to a .json file"
        case .notComposed(let path, let cause):
            "\(path): cannot be written (\(printable(cause)) in the HDF5 library); write the scores to a .json file"

        case .thumbnailAspect(let path, let width, let height, let slideSize, let bounds):
            "\(path): the thumbnail of \(width)x\(height) px has another aspect than the slide of \(slideSize) px"
                + "\(bounds.map { " and than its scanned part, \($0) px" } ?? ""); "
                + "give a thumbnail of the whole slide, or the right --slide-size"

        case .openSlideMissing(let path, let library, let package, let cause):
            "\(path): a whole slide is read by OpenSlide, but \(library) is not there (\(printable(cause))); "
                + "install the package \(package) or give a thumbnail of the slide"
        case .slideFolder(let path):
            "\(path): this is a folder, expected a slide's own file; of an MRXS slide give the .mrxs beside the folder"
        case .notASlide(let path, let looksLike):
            "\(path): OpenSlide finds no slide in this file, \(looksLike); give a whole slide such as .svs, .ndpi, "
                + ".mrxs or a tiled TIFF"
        case .damagedSlide(let path, let cause):
            "\(path): the slide is damaged or cut short (\(printable(cause))); copy or export it again"
        case .unusableSlide(let path, let found, let expected):
            "\(path): the slide has \(found), expected \(expected); export it again"
        }
    }
}

/// Names as a list in a sentence.
private func listed(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : names.map { "'\(printable($0))'" }.joined(separator: ", ")
}

/// A text from a file, on one line and not too long: it goes to a terminal.
func printable(_ text: String) -> String {
    let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix(120).map { isShown($0) ? $0 : "\u{FFFD}" }))
    return text.unicodeScalars.count > 120 ? line + "..." : line
}

private func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
}

/// A number without the fraction that it does not have: `512`, `20.5`.
package func plainNumber(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
}

/// A number as a person reads it: four decimals at most, and none that it does not have.
func shortNumber(_ number: Double) -> String {
    abs(number) < 1e9 ? plainNumber((number * 10_000).rounded() / 10_000) : "\(number)"
}

/// A part as a whole percentage, never rounded to all or nothing.
func percent(_ share: Double) -> String {
    if share > 0.99, share < 1 { return "more than 99 %" }
    if share < 0.01, share > 0 { return "less than 1 %" }
    return "\(Int((share * 100).rounded())) %"
}
