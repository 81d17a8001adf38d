internal import Files

/// Regions of a slide, such as annotations that QuPath exported: the polygons of a GeoJSON file. They may overlap; together
/// they are one region.
///
///     let region = try RegionFile(path: "tumor.geojson")
///     let part = try TilePart(of: tiles, only: [region])
public struct RegionFile: Sendable {
    /// The file, as the caller named it.
    public let path: String
    /// The SHA-256 of its bytes: `sha256:` and 64 hexadecimal digits.
    public let fingerprint: String
    /// How many polygons there are. Those of a multipolygon count one by one.
    public var polygonCount: Int { polygons.count }
    /// What else the file has and no tile can lie in, in words such as `2 Point`; empty for polygons alone.
    public let leftAside: [String]
    private let polygons: [RegionPolygon]

    /// The largest file that is read, in bytes.
    public static let largestFile = 128 << 20
    /// How many times a point is compared with the box around a ring at most.
    private static let mostComparisons = 1_000_000_000

    /// Reads a GeoJSON file: a geometry, a Feature, a FeatureCollection, or a list of them as scripts for QuPath write it.
    ///
    /// - Throws: `RegionError` if it is damaged, has no polygon, or a ring is not closed, crosses itself or has no area.
    public init(path: String) throws(RegionError) {
        let bytes: [UInt8]
        do { bytes = try InputFile.bytes(of: path, limit: Self.largestFile) } catch { throw .file(error) }
        if let other = Self.otherKind(of: bytes) { throw .otherBytes(path: path, looksLike: other) }
        let reader: GeoJSONReader
        do throws(GeoJSONReader.Fault) {
            reader = try GeoJSONReader(bytes)
        } catch {
            throw RegionError(error, path: path)
        }
        leftAside = reader.others.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        guard !reader.polygons.isEmpty else {
            throw .noPolygons(
                path: path, found: leftAside.isEmpty ? "no geometry" : leftAside.joined(separator: ", "))
        }
        (self.path, polygons) = (path, reader.polygons)
        fingerprint = Fingerprint.text(of: bytes)
    }

    /// Returns which points lie in one of the polygons or on a border, that of a hole included.
    ///
    /// - Parameter points: in the file's own pixels. [points]
    /// - Throws: `RegionError.tooDetailed` if polygons without number lie over each other.
    public func contains(_ points: [SIMD2<Double>]) throws(RegionError) -> [Bool] {
        var sorted = SortedPoints(points, work: Self.mostComparisons)
        for polygon in polygons {
            do throws(SortedPoints.TooMuchWork) { try sorted.find(in: polygon) } catch {
                throw .tooDetailed(
                    path: path, polygons: polygonCount, tiles: points.count, limit: Self.mostComparisons)
            }
            FileActivity.progress()
        }
        return sorted.found
    }

    /// The box around all polygons, in the file's own pixels.
    package var reach: RegionError.Reach {
        RegionError.Reach(around: polygons.flatMap { [$0.shell.low, $0.shell.high] })
    }

    /// What a file is that is no text in UTF-8; nil for text.
    private static func otherKind(of bytes: [UInt8]) -> String? {
        if bytes.isEmpty { return "an empty file" }
        let kinds: [([UInt8], String)] = [
            ([0x1F, 0x8B], "a gzip file"), ([0x50, 0x4B, 3, 4], "a zip archive"),
            ([0xFF, 0xFE], "a text in UTF-16"), ([0xFE, 0xFF], "a text in UTF-16"),
        ]
        return kinds.first { bytes.starts(with: $0.0) }?.1
    }
}

extension RegionError {
    fileprivate init(_ fault: GeoJSONReader.Fault, path: String) {
        switch fault {
        case .notJSON(let fault): self = .notJSON(path: path, found: fault.found, expected: fault.expected)
        case .notGeoJSON(let found, let expected): self = .notGeoJSON(path: path, found: found, expected: expected)
        case .ring(let polygon, let ring, let fault):
            self = .badRing(path: path, polygon: polygon, ring: ring, RingFault(fault))
        }
    }
}
