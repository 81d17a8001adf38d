public import Files

/// Why regions cannot choose tiles. The description is one sentence: the file, what was found, what was expected, what to
/// do.
public enum RegionError: Error, Equatable, Sendable {
    case file(FileError)
    /// The bytes are no text in UTF-8: compressed, or in another encoding.
    case otherBytes(path: String, looksLike: String)
    case notJSON(path: String, found: String, expected: String)
    case notGeoJSON(path: String, found: String, expected: String)
    /// A ring of a polygon is no border of an area; both are counted from 1.
    case badRing(path: String, polygon: Int, ring: Int, RingFault)
    /// There are no polygons; what there is instead.
    case noPolygons(path: String, found: String)
    /// The polygons have too many rings for so many tiles.
    case tooDetailed(path: String, polygons: Int, tiles: Int, limit: Int)
    /// No tile lies in the regions; where both reach, and whether the slide said where its scanned part begins.
    case noTile(path: String, regions: Reach, tiles: Reach, knowsSlide: Bool)
    /// The regions leave no tile.
    case nothingLeft(paths: [String], tiles: Int)

    /// What is wrong with a ring.
    public enum RingFault: Equatable, Sendable {
        /// There are fewer than four positions.
        case fewPositions(Int)
        /// The last position is another one than the first.
        case notClosed(first: SIMD2<Double>, last: SIMD2<Double>)
        /// It crosses itself near a point.
        case crossing(SIMD2<Double>)
        /// There is no area in it.
        case noArea
    }

    /// A box around points, in level-0 pixels.
    public struct Reach: Equatable, Sendable {
        /// The smallest x and y.
        public let low: SIMD2<Double>
        /// The largest x and y.
        public let high: SIMD2<Double>
    }
}

extension RegionError: CustomStringConvertible {
    /// One sentence: the file, what was found, what was expected, what to do.
    public var description: String { sentence.text }

    /// The same, with what to do apart.
    package var sentence: ErrorSentence {
        switch self {
        case .file(let error): ErrorSentence(error.sentence(expecting: "GeoJSON"))
        case .otherBytes(let path, let looksLike):
            ErrorSentence(
                "\(path): this is \(looksLike), expected GeoJSON in UTF-8",
                remedy: "export the annotations without compression, as UTF-8")
        case .notJSON(let path, let found, let expected):
            ErrorSentence(
                "\(path): this is not whole JSON, there is \(found), expected \(expected)",
                remedy: "export the annotations again as GeoJSON")
        case .notGeoJSON(let path, let found, let expected):
            ErrorSentence(
                "\(path): this is not GeoJSON of annotations, there is \(found), expected \(expected)",
                remedy: "export the annotations again as GeoJSON")
        case .badRing(let path, let polygon, let ring, let fault):
            ErrorSentence(
                "\(path): ring \(ring) of polygon \(polygon) (counted from 1) \(fault.words)", remedy: fault.remedy)
        case .noPolygons(let path, let found):
            ErrorSentence(
                "\(path): holds \(found), expected at least one polygon",
                remedy: "export annotations that have an area")
        case .tooDetailed(let path, let polygons, let tiles, let limit):
            ErrorSentence(
                "\(path): \(polygons) polygons lie over each other on \(tiles) tiles, expected at most \(limit) comparisons "
                    + "of a tile with a ring", remedy: "merge the annotations")
        case .noTile(let path, let regions, let tiles, let knowsSlide):
            ErrorSentence(
                "\(path): no tile's centre lies in the regions, which reach over \(regions), expected some of the centres, "
                    + "which reach over \(tiles), in level-0 pixels",
                remedy: "check that the annotations are of this slide and not counted at another level"
                    + (knowsSlide ? "" : "; if the slide records its scanned part (MIRAX, Leica), give the slide too"))
        case .nothingLeft(let paths, let tiles):
            ErrorSentence(
                "\(paths.joined(separator: ", ")): none of the \(tiles) tiles is left, expected at least one",
                remedy: "give regions that leave some")
        }
    }
}

extension RegionError.Reach: CustomStringConvertible {
    /// The box in a sentence.
    public var description: String {
        "x \(shortNumber(low.x)) to \(shortNumber(high.x)) and y \(shortNumber(low.y)) to \(shortNumber(high.y))"
    }

    /// The box around points, of which there is one at least.
    init(around points: [SIMD2<Double>]) {
        low = points.reduce(points[0]) { pointwiseMin($0, $1) }
        high = points.reduce(points[0]) { pointwiseMax($0, $1) }
    }
}

extension RegionError.RingFault {
    init(_ fault: RegionPolygon.Ring.Fault) {
        switch fault {
        case .fewPositions(let count): self = .fewPositions(count)
        case .notClosed(let first, let last): self = .notClosed(first: first, last: last)
        case .crossing(let point): self = .crossing(point)
        case .noArea: self = .noArea
        }
    }

    fileprivate var words: String {
        func place(_ point: SIMD2<Double>) -> String { "(\(shortNumber(point.x)), \(shortNumber(point.y)))" }
        return switch self {
        case .fewPositions(let count): "has \(count) positions, expected at least 4"
        case .notClosed(let first, let last):
            "is not closed, it begins at \(place(first)) and ends at \(place(last)), expected the first position again"
        case .crossing(let point): "crosses itself near \(place(point)), expected a simple outline"
        case .noArea: "has no area, expected an outline around one"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .fewPositions, .noArea: "delete this annotation or draw it again"
        case .notClosed: "repeat the first position at the end, as RFC 7946 asks for"
        case .crossing: "draw it again, or repair it, for example with shapely's make_valid"
        }
    }
}
